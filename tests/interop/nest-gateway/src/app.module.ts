import { Module } from '@nestjs/common';

import { CallGateway } from './call.gateway.js';
import { CallLogService } from './call-log.service.js';

@Module({ providers: [CallGateway, CallLogService] })
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- so Nest wants it
export class AppModule {}
