'use client';

import {
  CloudOff,
  LockKeyhole,
  LogIn,
  RefreshCw,
  ShieldAlert,
  Volume2,
  WifiOff,
  type LucideIcon,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Call, Snapshot } from 'ringline';
import { failureOfLink, soundIsAllowed, type FailureCode } from 'ringline/browser';
import { usePhoneState } from 'ringline/react';

import { useSession } from '@/components/session-provider';
import { Button } from '@/components/ui/button';
import { useHydrated } from '@/hooks/use-hydrated';
import { useIsOnline } from '@/hooks/use-voice';
import { useIsNetworkUp, watchSurroundings } from './use-network';

/** A connection that takes longer than this is said to be missing. */
const patienceMs = 4_000;

type Notice = FailureCode | 'silent' | 'silentCall';

const icons: Partial<Record<Notice, LucideIcon>> = {
  session_ended: LogIn,
  forbidden: LogIn,
  insecure_context: LockKeyhole,
  offline: WifiOff,
  gateway_unreachable: CloudOff,
  connection_blocked: ShieldAlert,
  load_failed: RefreshCw,
  silent: Volume2,
  silentCall: Volume2,
};

/** True once it has been true for that long. */
function useLasting(value: boolean, afterMs: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!value) return;
    const timer = setTimeout(() => setLasts(true), afterMs);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [value, afterMs]);
  return lasts && value;
}

const isInCall = ({ state }: Call): boolean => state !== 'incoming' && state !== 'ended';

/** What it is depends on the browser as well, which a server knows nothing of. */
const failureCode = (snapshot: Snapshot): FailureCode | undefined =>
  typeof window === 'undefined' ? undefined : failureOfLink(snapshot)?.code;

function useNotice(): Notice | null {
  const { hasEnded } = useSession();
  const isOnline = useIsOnline();
  const needsGesture = usePhoneState((snapshot) => snapshot.needsGesture);
  const isTalking = usePhoneState(({ calls }) => calls.some(isInCall));
  const failure = usePhoneState(failureCode);
  const isHydrated = useHydrated();
  const isNetworkUp = useIsNetworkUp();
  const hasSound = useSyncExternalStore(watchSurroundings, soundIsAllowed, () => true);
  const isMissing = useLasting(isHydrated && !isOnline, patienceMs);
  if (!isHydrated) return null;
  if (hasEnded) return 'session_ended';
  if (!window.isSecureContext) return 'insecure_context';
  if (!isNetworkUp) return 'offline';
  // While it is connecting there may be none yet; these don't pass by themselves.
  if (failure === 'forbidden' || failure === 'bad_option') return failure;
  if (isMissing) return failure ?? 'gateway_unreachable';
  if (needsGesture && isTalking) return 'silentCall';
  return needsGesture || !hasSound ? 'silent' : null;
}

/** What keeps calls from working now, before anybody notices by himself; with the way out. */
export function LineNotice() {
  const t = useTranslations('voice.notices');
  const tFailure = useTranslations('failures');
  const notice = useNotice();
  if (!notice) return null;
  const Icon = icons[notice] ?? CloudOff;
  const isSilent = notice === 'silent' || notice === 'silentCall';
  return (
    <div
      role="status"
      className="animate-rise bg-warning-soft text-warning-soft-foreground mb-5 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl px-4 py-3 text-sm"
    >
      <Icon aria-hidden className="size-4.5 shrink-0" />
      <p className="min-w-0 flex-1 basis-60 text-pretty">
        {isSilent ? (
          t(notice === 'silent' ? 'silent.text' : 'silent.inCall')
        ) : (
          <>
            <strong className="font-semibold">{tFailure(`${notice}.title`, { name: '' })}.</strong>{' '}
            {tFailure(`${notice}.wayOut`, { name: '' })}
          </>
        )}
      </p>
      {isSilent && (
        // The click itself is what the browser waits for.
        <Button size="sm" variant="outline">
          {t('silent.action')}
        </Button>
      )}
      {notice === 'session_ended' && (
        <Button size="sm" variant="outline" onClick={() => window.location.assign('/')}>
          {t('signInAgain')}
        </Button>
      )}
      {(notice === 'load_failed' || notice === 'forbidden') && (
        <Button size="sm" variant="outline" onClick={() => window.location.reload()}>
          {t('reload')}
        </Button>
      )}
    </div>
  );
}
