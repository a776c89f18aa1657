'use client';

import { useEffect, useRef, type ReactNode } from 'react';
import { usePhone } from 'ringline/react';

/** How often it is looked how loud the voice is: while somebody speaks, and while nobody does. */
const speakingMs = 110;
const silentMs = 250;
/** Quieter than this nobody speaks; less than that step nobody sees. */
const threshold = 0.12;
const step = 0.04;

/**
 * Somebody's picture with a ring around it that swells with the voice. Decoration only: it is drawn while
 * somebody speaks, a few times a second, by its scale alone, which moves nothing else on the page.
 */
export function VoiceRing({ callId, children }: { callId: string | null; children: ReactNode }) {
  const phone = usePhone();
  const ring = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!phone || !callId || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const element = ring.current;
    let timer: ReturnType<typeof setTimeout>;
    let voice = 0;
    let shown = 0;
    const look = () => {
      if (document.visibilityState === 'visible') {
        const { remote } = phone.levels(callId);
        // Up at once, down slowly: as loudness is felt.
        voice = Math.max(remote < threshold ? 0 : remote, voice * 0.45);
        const next = voice < step ? 0 : voice;
        if (element && Math.abs(next - shown) >= step) {
          shown = next;
          element.style.scale = shown === 0 ? '' : String(1 + Math.min(0.32, shown * 0.9));
        }
      }
      timer = setTimeout(look, shown > 0 ? speakingMs : silentMs);
    };
    look();
    return () => {
      clearTimeout(timer);
      if (element) element.style.scale = '';
    };
  }, [phone, callId]);
  return (
    <span className="relative grid place-items-center">
      <span
        ref={ring}
        aria-hidden
        className="bg-ring/20 absolute inset-0 rounded-full will-change-transform"
      />
      {children}
    </span>
  );
}
