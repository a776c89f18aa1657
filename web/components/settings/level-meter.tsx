'use client';

import { useEffect, useRef } from 'react';

import { cn } from '@/lib/cn';

const bars = 28;

/**
 * How loud something is, as a row of bars, drawn once a frame without React. `read`: from 0 to 1; null
 * while there is nothing to measure.
 */
export function LevelMeter({ label, read }: { label: string; read: (() => number) | null }) {
  const meter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = meter.current;
    if (!element) return;
    const show = (level: number) => {
      element.setAttribute('aria-valuenow', String(Math.round(level * 100)));
      const lit = Math.round(level * bars);
      [...element.children].forEach((bar, at) => bar.toggleAttribute('data-lit', at < lit));
    };
    if (!read) return show(0);
    let frame = 0;
    let shown = 0;
    const draw = () => {
      // It rises at once and falls slowly, as eyes like it.
      shown = Math.max(read(), shown - 0.02);
      show(shown);
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [read]);
  return (
    <div
      ref={meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className="flex h-8 items-stretch gap-[3px]"
    >
      {Array.from({ length: bars }, (_, at) => (
        <span
          key={at}
          className={cn(
            'bg-muted flex-1 rounded-full transition-colors duration-75',
            at < bars * 0.65
              ? 'data-lit:bg-ring'
              : at < bars * 0.88
                ? 'data-lit:bg-warning'
                : 'data-lit:bg-destructive',
          )}
        />
      ))}
    </div>
  );
}
