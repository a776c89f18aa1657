import 'server-only';

/**
 * Sessions that somebody has signed out of, until they would have ended by themselves: a copy of such a
 * session's cookie is good for nothing. Each server knows those that were ended at it; what ends a
 * session at every server is that its refresh token is revoked at the provider.
 */
const mark = Symbol.for('ringline.endedSessions');
const most = 100_000;

// Next.js makes several bundles of this module; what they share hangs on the process.
const shared = globalThis as unknown as Record<symbol, Map<string, number> | undefined>;
const ended = (shared[mark] ??= new Map<string, number>());

export function endSession(id: string, endsAtMs: number): void {
  const now = Date.now();
  // In the order in which they were ended, so the oldest stand first.
  for (const [each, until] of ended) {
    if (until > now && ended.size < most) break;
    ended.delete(each);
  }
  ended.set(id, endsAtMs);
}

export const hasEnded = (id: string): boolean => ended.has(id);
