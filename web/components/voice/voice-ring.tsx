'use client';

import { useEffect, useRef, type ReactNode } from 'react';
import { usePhone } from 'ringline/react';

/** Somebody's picture with a ring around it that swells with his voice. Decoration only. */
export function VoiceRing({ callId, children }: { callId: string | null; children: ReactNode }) {
  const phone = usePhone();
  const ring = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!phone || !callId || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    let frame = 0;
    let shown = 0;
    const draw = () => {
      const { remote } = phone.levels(callId);
      // Up at once, down slowly: as loudness is felt.
      shown = Math.max(remote, shown * 0.88);
      ring.current?.style.setProperty('scale', String(1 + Math.min(0.32, shown * 0.9)));
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [phone, callId]);
  return (
    <span className="relative grid place-items-center">
      <span ref={ring} aria-hidden className="bg-ring/20 absolute inset-0 rounded-full" />
      {children}
    </span>
  );
}
