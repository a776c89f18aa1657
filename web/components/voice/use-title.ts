'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect } from 'react';
import type { Snapshot } from 'ringline';
import { currentOf, usePhone } from 'ringline/react';

import { formatDuration } from '@/lib/duration';
import { useMissedCalls } from './use-missed-calls';

/** What stands before the page's own title; null: somebody calls, and that is shown by the phone. */
function before(snapshot: Snapshot | undefined, missed: string, locale: string, somebody: string) {
  const call = snapshot && currentOf(snapshot.calls);
  if (!call || call.state === 'ended') return missed;
  if (call.state === 'incoming') return null;
  const name = call.peer.name || call.peer.phoneNumber || somebody;
  const isLive = call.state === 'active' || call.state === 'reconnecting';
  return isLive ? `${formatDuration(call.durationS, locale)} · ${name} · ` : `${name} · `;
}

/**
 * The tab says how long one has talked and with whom, else how many calls were missed, which the icon of an
 * installed app shows as well.
 */
export function useTitle(): void {
  const phone = usePhone();
  const locale = useLocale();
  const t = useTranslations('voice.call');
  const missed = useMissedCalls();
  const somebody = t('somebody');
  useEffect(() => {
    const shown = new Intl.NumberFormat(locale).format(missed);
    const count = missed > 0 ? `(${shown}) ` : '';
    let own = '';
    let title = document.title;
    const show = () => {
      const prefix = before(phone?.getSnapshot(), count, locale, somebody);
      if (prefix === null) return;
      // What isn't ours is the page's, which may be another one by now.
      if (document.title !== own) title = document.title;
      if (document.title !== prefix + title) document.title = prefix + title;
      // As the browser has it, without spaces at the ends.
      own = document.title;
    };
    show();
    const stop = phone?.subscribe(show);
    const observer = new MutationObserver(() => {
      if (document.title !== own) show();
    });
    observer.observe(document.head, { childList: true, characterData: true, subtree: true });
    return () => {
      stop?.();
      observer.disconnect();
      if (document.title === own) document.title = title;
    };
  }, [phone, locale, missed, somebody]);
  useEffect(() => {
    const badge = navigator as {
      setAppBadge?: (count: number) => Promise<void>;
    };
    void badge.setAppBadge?.(missed).catch(() => undefined);
  }, [missed]);
}
