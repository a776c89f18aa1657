/** The core in WebAssembly: loaded once, lazily, and again after a failure. */

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
