import 'reflect-metadata';

import type { AddressInfo } from 'node:net';

import { NestFactory } from '@nestjs/core';
import { IoAdapter } from '@nestjs/platform-socket.io';

import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
app.useLogger(['error', 'warn']);
app.useWebSocketAdapter(new IoAdapter(app));
app.enableShutdownHooks();
await app.listen(Number(process.env.PORT ?? '0'), '127.0.0.1');
const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
console.log(`listening port=${port}`);
