'use client';

import {
  CloudOff,
  LockKeyhole,
  LogIn,
  RefreshCw,
  Volume2,
  WifiOff,
  type LucideIcon,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState, useSyncExternalStore } from 'react';

import { useSession } from '@/components/session-provider';
import { Button } from '@/components/ui/button';
import { useHydrated } from '@/hooks/use-hydrated';
import { useSnapshot } from '@/hooks/use-voice';
import { useCallCenter } from './call-center';

/** A connection that takes longer than this is said to be missing. */
const patienceMs = 4_000;

type Notice =
  'sessionEnded' | 'refused' | 'insecure' | 'offline' | 'unreachable' | 'loadFailed' | 'silent';

const icons: Record<Notice, LucideIcon> = {
  sessionEnded: LogIn,
  refused: LogIn,
  insecure: LockKeyhole,
  offline: WifiOff,
  unreachable: CloudOff,
  loadFailed: RefreshCw,
  silent: Volume2,
};

function watchNetwork(watcher: () => void): () => void {
  window.addEventListener('online', watcher);
  window.addEventListener('offline', watcher);
  return () => {
    window.removeEventListener('online', watcher);
    window.removeEventListener('offline', watcher);
  };
}

/** Until somebody has clicked, a browser may keep the page silent; asked again at each click and key. */
function watchGestures(watcher: () => void): () => void {
  const types = ['pointerup', 'keyup'] as const;
  for (const type of types) document.addEventListener(type, watcher);
  return () => {
    for (const type of types) document.removeEventListener(type, watcher);
  };
}

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

function useNotice(): Notice | null {
  const { hasEnded } = useSession();
  const { isInitialized, needsGesture } = useCallCenter();
  const error = useSnapshot()?.error?.code;
  const isHydrated = useHydrated();
  const isOnline = useSyncExternalStore(
    watchNetwork,
    () => navigator.onLine,
    () => true,
  );
  const hasGesture = useSyncExternalStore(
    watchGestures,
    // Absent in older browsers: nothing is known, and nothing said.
    () => !('userActivation' in navigator) || navigator.userActivation.hasBeenActive,
    () => true,
  );
  const isMissing = useLasting(isHydrated && !isInitialized, patienceMs);
  if (hasEnded) return 'sessionEnded';
  if (isHydrated && !window.isSecureContext) return 'insecure';
  if (!isOnline) return 'offline';
  if (error === 'forbidden' || error === 'bad_field') return 'refused';
  if (isMissing) return error === 'load_failed' ? 'loadFailed' : 'unreachable';
  return needsGesture || !hasGesture ? 'silent' : null;
}

/** What keeps calls from working now, before anybody notices by himself; with the way out. */
export function LineNotice() {
  const t = useTranslations('voice.notices');
  const notice = useNotice();
  if (!notice) return null;
  const Icon = icons[notice];
  return (
    <div
      role="status"
      className="animate-rise bg-warning-soft text-warning-soft-foreground mb-5 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl px-4 py-3 text-sm"
    >
      <Icon aria-hidden className="size-4.5 shrink-0" />
      <p className="min-w-0 flex-1 basis-60 text-pretty">{t(`${notice}.text`)}</p>
      {notice === 'silent' && (
        // The click itself is what the browser waits for.
        <Button size="sm" variant="outline">
          {t('silent.action')}
        </Button>
      )}
      {notice === 'sessionEnded' && (
        <Button size="sm" variant="outline" onClick={() => window.location.assign('/')}>
          {t('sessionEnded.action')}
        </Button>
      )}
      {(notice === 'loadFailed' || notice === 'refused') && (
        <Button size="sm" variant="outline" onClick={() => window.location.reload()}>
          {t('loadFailed.action')}
        </Button>
      )}
    </div>
  );
}
