import { randomUUID } from 'node:crypto';

import { Inject } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
} from '@nestjs/websockets';
import type { DefaultEventsMap, Socket } from 'socket.io';

import { CallLogService } from './call-log.service.js';
import type { Initiate, OfCall, Person } from './wire.js';

type Client = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, { person?: Person }>;

interface Call {
  id: string;
  logId: string;
  caller: Client;
  ringing: Set<Client>;
  callee?: Client;
  answeredAt?: Date;
}

// Staff are called by their user id, customers by their contact's.
const addressOf = ({ tenantId, role, userId, contactId }: Person): string =>
  `${tenantId}/${role}/${role === 'portal_customer' ? (contactId ?? userId) : userId}`;

@WebSocketGateway({
  namespace: process.env.SOCKET_NAMESPACE ?? '/webrtc',
  path: process.env.SOCKET_PATH ?? '/socket.io',
  cors: { origin: (process.env.FRONTEND_URL ?? '').split(','), credentials: true },
})
export class CallGateway implements OnGatewayConnection, OnGatewayDisconnect {
  private readonly devices = new Map<string, Set<Client>>();
  private readonly calls = new Map<string, Call>();

  constructor(@Inject(CallLogService) private readonly log: CallLogService) {}

  async handleConnection(client: Client): Promise<void> {
    const { userId, tenantId, role, contactId } = client.handshake.auth as Partial<Person>;
    if (!userId || !tenantId || !role) {
      client.emit('call:error', { message: 'Unauthorized' });
      client.disconnect();
      return;
    }
    const name = await this.log.nameOf({ userId, role });
    if (!client.connected) return;
    const person: Person = { userId, tenantId, role, contactId, name };
    client.data.person = person;
    const address = addressOf(person);
    this.devices.set(address, (this.devices.get(address) ?? new Set()).add(client));
    client.emit('connection:success', { userId, tenantId, role });
  }

  async handleDisconnect(client: Client): Promise<void> {
    if (!client.data.person) return;
    const address = addressOf(client.data.person);
    const devices = this.devices.get(address);
    devices?.delete(client);
    if (devices?.size === 0) this.devices.delete(address);
    for (const call of [...this.calls.values()]) {
      if (call.caller === client || call.callee === client) await this.finish(call);
    }
  }

  @SubscribeMessage('call:initiate')
  async initiate(@ConnectedSocket() client: Client, @MessageBody() to: Initiate): Promise<void> {
    const { person } = client.data;
    if (!person) return this.refuse(client, 'Unauthorized');
    const byStaff = person.role === 'tenant_member';
    const callee: Person = byStaff
      ? { ...person, role: 'portal_customer', contactId: to.contactId }
      : { ...person, role: 'tenant_member', userId: to.contactId };
    const logId = await this.log.create({
      tenantId: person.tenantId,
      userId: byStaff ? person.userId : to.contactId,
      contactId: byStaff ? to.contactId : (person.contactId ?? ''),
      direction: byStaff ? 'OUTBOUND' : 'INBOUND',
      toNumber: to.contactPhone ?? '',
    });
    const callId = randomUUID();
    const devices = this.devices.get(addressOf(callee));
    if (!devices) {
      await this.log.mark(logId, 'FAILED', { endedAt: new Date() });
      client.emit('call:failed', { callId, message: 'Contact is offline' });
      return;
    }
    await this.log.mark(logId, 'RINGING');
    const call: Call = { id: callId, logId, caller: client, ringing: new Set(devices) };
    this.calls.set(callId, call);
    client.emit('call:ringing', { callId, callLogId: logId });
    for (const device of call.ringing) {
      device.emit('call:incoming', {
        callId,
        callerId: person.userId,
        callerName: person.name,
        contactPhone: to.contactPhone ?? '',
      });
    }
  }

  @SubscribeMessage('call:accept')
  async accept(
    @ConnectedSocket() client: Client,
    @MessageBody() { callId }: OfCall,
  ): Promise<void> {
    const call = this.calls.get(callId);
    if (!call || call.callee) return this.refuse(client, 'Call not found');
    call.callee = client;
    call.answeredAt = new Date();
    await this.log.mark(call.logId, 'ANSWERED', { startedAt: call.answeredAt });
    this.stopRinging(call);
    this.tellBoth(call, 'call:accepted');
  }

  @SubscribeMessage('call:reject')
  async reject(
    @ConnectedSocket() client: Client,
    @MessageBody() { callId }: OfCall,
  ): Promise<void> {
    const call = this.calls.get(callId);
    if (!call || call.callee) return this.refuse(client, 'Call not found');
    this.calls.delete(callId);
    call.callee = client;
    await this.log.mark(call.logId, 'FAILED', { endedAt: new Date() });
    this.stopRinging(call);
    this.tellBoth(call, 'call:rejected');
  }

  @SubscribeMessage('call:end')
  async end(@ConnectedSocket() client: Client, @MessageBody() { callId }: OfCall): Promise<void> {
    const call = this.calls.get(callId);
    if (!call) return this.refuse(client, 'Call not found');
    await this.finish(call);
  }

  @SubscribeMessage('webrtc:offer')
  offer(@ConnectedSocket() client: Client, @MessageBody() signal: OfCall): void {
    this.relay(client, 'webrtc:offer', signal);
  }

  @SubscribeMessage('webrtc:answer')
  answer(@ConnectedSocket() client: Client, @MessageBody() signal: OfCall): void {
    this.relay(client, 'webrtc:answer', signal);
  }

  @SubscribeMessage('webrtc:ice-candidate')
  candidate(@ConnectedSocket() client: Client, @MessageBody() signal: OfCall): void {
    this.relay(client, 'webrtc:ice-candidate', signal);
  }

  private relay(client: Client, event: string, signal: OfCall): void {
    const call = this.calls.get(signal.callId);
    if (!call) return this.refuse(client, 'Call not found');
    if (client !== call.caller) call.caller.emit(event, signal);
    else if (call.callee) call.callee.emit(event, signal);
    else for (const device of call.ringing) device.emit(event, signal);
  }

  private async finish(call: Call): Promise<void> {
    if (!this.calls.delete(call.id)) return;
    const endedAt = new Date();
    if (call.answeredAt) {
      const duration = Math.floor((endedAt.getTime() - call.answeredAt.getTime()) / 1000);
      await this.log.mark(call.logId, 'COMPLETED', { endedAt, duration });
    } else {
      await this.log.mark(call.logId, 'FAILED', { endedAt });
    }
    this.stopRinging(call);
    this.tellBoth(call, 'call:ended');
  }

  // The devices that didn't take the call.
  private stopRinging(call: Call): void {
    for (const device of call.ringing) {
      if (device !== call.callee) device.emit('call:ended', { callId: call.id });
    }
  }

  private tellBoth(call: Call, event: string): void {
    call.caller.emit(event, { callId: call.id });
    call.callee?.emit(event, { callId: call.id });
  }

  private refuse(client: Client, message: string): void {
    client.emit('call:error', { message });
  }
}
