import { cn } from '@/lib/cn';

/** A part of a whole, drawn; its number stands beside it. `part`: from 0 to 1. */
export function ShareBar({ part, tone = 'good' }: { part: number; tone?: 'good' | 'neutral' }) {
  return (
    // An SVG's width may be an attribute, where the page's policy allows no style attributes.
    <svg aria-hidden className="mt-1 block h-1.5 w-full" preserveAspectRatio="none">
      <rect width="100%" height="100%" rx="3" className="fill-muted" />
      <rect
        width={`${Math.max(part * 100, 1)}%`}
        height="100%"
        rx="3"
        className={cn(tone === 'good' ? 'fill-ring' : 'fill-input')}
      />
    </svg>
  );
}
