/** The core in WebAssembly: loaded once, lazily, and again after a failure. */
import { PhoneError, type PhoneOptions } from './types.js';

/** One phone inside the WebAssembly; `delete` gives its memory back. */
export interface CorePhone {
  error(): string;
  handle(nowMs: number, inputJson: string): string;
  /** While it rests, the state from which a recording may begin; else empty. */
  checkpoint(): string;
  delete(): void;
}

export interface Core {
  Phone: new (configJson: string, seedLow: number, seedHigh: number) => CorePhone;
}

export type CoreLoader = () => Promise<Core>;

/** Keeps what was loaded; a failure is forgotten, so that the next call tries again. */
export function once(load: CoreLoader): CoreLoader {
  let loading: Promise<Core> | undefined;
  return () =>
    (loading ??= load().catch((reason: unknown) => {
      loading = undefined;
      throw reason;
    }));
}

/** The core's PhoneConfig, as JSON. */
export function toConfig(options: PhoneOptions, hasPeers: boolean): string {
  return JSON.stringify({
    ...options.tuning,
    namespace: options.namespace,
    preconnect: options.preconnect,
    callWaiting: options.callWaiting,
    earlyMicrophone: options.openMicrophone !== 'answer',
    noMedia: !hasPeers,
    relayOnly: options.iceTransportPolicy === 'relay',
    iceServers: options.iceServers,
  });
}

/** @throws PhoneError where the configuration is refused, with the field that is wrong. */
export function makeCore({ Phone }: Core, configJson: string, seed: [number, number]): CorePhone {
  const core = new Phone(configJson, ...seed);
  const refused = core.error();
  if (!refused) return core;
  core.delete();
  throw new PhoneError('bad_field', refused.split(' ')[0] ?? '', refused);
}
