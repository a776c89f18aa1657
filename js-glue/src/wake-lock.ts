import type { Phone } from 'ringline';

/**
 * Keeps the screen on while a call goes on, until the function that it returns is called: a phone whose
 * screen goes dark may stop the page, and the call with it. Where the browser can't, nothing happens.
 */
export function keepAwake(phone: Phone): () => void {
  const { wakeLock } = navigator as { wakeLock?: WakeLock };
  if (!wakeLock) return () => undefined;
  let lock: WakeLockSentinel | undefined;
  let asking = false;
  let over = false;

  const isCalling = (): boolean =>
    !over &&
    phone.getSnapshot().calls.some(({ state }) => state !== 'ended' && state !== 'incoming');

  const look = (): void => {
    if (!isCalling()) {
      void lock?.release();
      lock = undefined;
      return;
    }
    // The browser takes it away whenever the page is hidden.
    if (asking || (lock && !lock.released) || document.visibilityState !== 'visible') return;
    asking = true;
    wakeLock
      .request('screen')
      .then((given) => (lock = given))
      .catch(() => undefined) // the battery is low, for instance
      .finally(() => {
        asking = false;
        if (!isCalling()) look();
      });
  };
  document.addEventListener('visibilitychange', look);
  const stop = phone.subscribe(look);
  look();
  return () => {
    over = true;
    stop();
    document.removeEventListener('visibilitychange', look);
    look();
  };
}
