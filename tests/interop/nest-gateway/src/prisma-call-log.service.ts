// As it is deployed, and as most would write it.
import { Inject, Injectable } from '@nestjs/common';

import { CallLogService, type NewRow, type Status, type Times } from './call-log.service.js';
import { PrismaService } from './prisma.service.js';
import type { Person } from './wire.js';

@Injectable()
export class PrismaCallLogService extends CallLogService {
  constructor(@Inject(PrismaService) private readonly prisma: PrismaService) {
    super();
  }

  async nameOf({ userId, role }: Pick<Person, 'userId' | 'role'>): Promise<string> {
    const where = { id: userId };
    const found =
      role === 'portal_customer'
        ? await this.prisma.portalCustomer.findUnique({ where })
        : await this.prisma.user.findUnique({ where });
    return found?.name ?? '';
  }

  async create(row: NewRow): Promise<string> {
    const { id } = await this.prisma.callLog.create({
      data: { ...row, fromNumber: 'WebRTC', status: 'INITIATED' },
    });
    return id;
  }

  async mark(id: string, status: Status, times: Times = {}): Promise<void> {
    await this.prisma.callLog.update({ where: { id }, data: { status, ...times } });
  }
}
