// One place at a TURN server, asked for over UDP: enough to see what the server allows.
import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

import {
  attributes,
  decodeResponse,
  encodeRequest,
  longTermKey,
  methods,
  newTransaction,
  xorAddress,
} from './stun.mjs';

// RFC 8489, section 6.2.1, shortened: a server that doesn't answer within 4 s isn't there.
const repeatAfterMs = [250, 500, 1_000, 2_250];
const udp = Buffer.from([17, 0, 0, 0]);
const families = { ipv4: Buffer.from([1, 0, 0, 0]), ipv6: Buffer.from([2, 0, 0, 0]) };
const anyPort = 40_000;

/** As the gateway makes them: good until `ttlS` from now. */
export function mintCredentials(secret, name, ttlS) {
  const username = `${Math.floor(Date.now() / 1000) + ttlS}:${name}`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

export class TurnClient {
  /**
   * @param credentials {username, credential}, or null for none
   * @param ownPort to ask from, 0 for any that is free
   */
  constructor(host, port, credentials, ownPort = 0) {
    Object.assign(this, { host, port, credentials });
    this.waiting = new Map();
    this.socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    if (ownPort !== 0) this.socket.bind(ownPort);
    this.socket.on('message', (message) => {
      const response = decodeResponse(message);
      if (response) this.waiting.get(response.transaction)?.(response);
    });
  }

  /** Asks for an address to receive at. @param family ipv4 or ipv6 */
  async allocate(family = 'ipv4') {
    const response = await this.request(methods.allocate, () => [
      [attributes.requestedTransport, udp],
      [attributes.requestedAddressFamily, families[family]],
    ]);
    return { ...response, relayed: response.address(attributes.xorRelayedAddress) };
  }

  /** May that peer be sent to, and heard from? */
  permit(address) {
    return this.request(methods.createPermission, (transaction) => [
      [attributes.xorPeerAddress, xorAddress(address, anyPort, transaction)],
    ]);
  }

  /** 0 gives the place back. */
  refresh(lifetimeS) {
    const value = Buffer.alloc(4);
    value.writeUInt32BE(lifetimeS);
    return this.request(methods.refresh, () => [[attributes.lifetime, value]]);
  }

  close() {
    this.socket.close();
  }

  // The server names its realm and a nonce in its first refusal, and a new nonce now and then.
  async request(method, list) {
    for (let tries = 0; ; ++tries) {
      const response = await this.exchange(method, list);
      const { realm, nonce } = attributes;
      const isChallenge = response.code === 401 || response.code === 438;
      const isNew = isChallenge && (!this.nonce || response.code === 438) && tries < 3;
      if (!isNew || !this.credentials || !response.values.has(nonce)) return response;
      this.nonce = response.values.get(nonce);
      this.realm = response.values.get(realm) ?? this.realm;
    }
  }

  exchange(method, list) {
    const transaction = newTransaction();
    const all = list(transaction);
    let key;
    if (this.credentials && this.nonce) {
      const { username, credential } = this.credentials;
      key = longTermKey(username, this.realm.toString(), credential);
      all.push([attributes.username, Buffer.from(username)]);
      all.push([attributes.realm, this.realm], [attributes.nonce, this.nonce]);
    }
    const message = encodeRequest(method, all, transaction, key);
    const name = transaction.toString('hex');
    return new Promise((done, fail) => {
      let timer;
      const finish = (settle, value) => {
        clearTimeout(timer);
        this.waiting.delete(name);
        settle(value);
      };
      this.waiting.set(name, (response) => finish(done, response));
      const send = (turn) => {
        if (turn === repeatAfterMs.length) {
          const place = `${this.host} port ${this.port}`;
          return finish(fail, new Error(`no answer over UDP from ${place}`));
        }
        this.socket.send(message, this.port, this.host, (error) => error && finish(fail, error));
        timer = setTimeout(send, repeatAfterMs[turn], turn + 1);
      };
      send(0);
    });
  }
}
