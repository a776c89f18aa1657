import { ApiError } from './api/client';

/** A token of the session; `fresh`: not the one that is held. null: nobody is signed in any more. */
export type TokenSource = (options?: { fresh?: boolean }) => Promise<string | null>;

export interface HeldToken {
  token: string;
  expiresAtMs: number | null;
}

/** A token that runs out sooner than this isn't sent any more. */
const spareMs = 20_000;

/**
 * Tokens of `path`, each held until it is about to run out; asked for once, however many wait.
 * `onSession` hears whether the session still stands. `held` is the first one, where there is one.
 */
export function createTokenSource(
  path: string,
  onSession: (stands: boolean) => void = () => undefined,
  held: HeldToken | null = null,
): TokenSource {
  let asked: Promise<string | null> | null = null;

  async function ask(): Promise<string | null> {
    let answer: Response;
    try {
      answer = await fetch(path, { cache: 'no-store' });
    } catch (reason) {
      throw new ApiError('unreachable', String(reason));
    }
    if (answer.status === 401) {
      held = null;
      onSession(false);
      return null;
    }
    if (!answer.ok) throw new ApiError(`http_${answer.status}`, 'No token', answer.status);
    held = (await answer.json()) as HeldToken;
    onSession(true);
    return held.token;
  }

  return ({ fresh = false } = {}) => {
    const isGood = held && (held.expiresAtMs === null || held.expiresAtMs - Date.now() > spareMs);
    if (held && isGood && !fresh) return Promise.resolve(held.token);
    return (asked ??= ask().finally(() => (asked = null)));
  };
}
