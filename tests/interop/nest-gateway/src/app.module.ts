import { Module, type Provider } from '@nestjs/common';

import { CallGateway } from './call.gateway.js';
import { CallLogService } from './call-log.service.js';
import { PgCallLogService } from './pg-call-log.service.js';
import { PrismaCallLogService } from './prisma-call-log.service.js';
import { PrismaService } from './prisma.service.js';

const callLogs: Partial<Record<string, Provider[]>> = {
  prisma: [PrismaService, { provide: CallLogService, useClass: PrismaCallLogService }],
  pg: [{ provide: CallLogService, useClass: PgCallLogService }],
};
const wanted = process.env.CALL_LOG ?? 'prisma';
const callLog = callLogs[wanted];
if (!callLog) {
  throw new Error(`CALL_LOG is "${wanted}": say ${Object.keys(callLogs).join(' or ')}`);
}

@Module({ providers: [CallGateway, ...callLog] })
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- so Nest wants it
export class AppModule {}
