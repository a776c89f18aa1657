import { cva, type VariantProps } from 'class-variance-authority';

import { cn } from '@/lib/cn';

const variants = cva(
  'relative inline-grid shrink-0 place-items-center rounded-full font-semibold select-none',
  {
    variants: {
      size: {
        sm: 'size-8 text-[0.6875rem]',
        default: 'size-10 text-[0.8125rem]',
        lg: 'size-14 text-lg',
        xl: 'size-24 text-3xl',
      },
    },
    defaultVariants: { size: 'default' },
  },
);

/** Pairs of ground and letters; a name always gets the same one. */
const colours = [
  'bg-[light-dark(oklch(0.93_0.045_168),oklch(0.36_0.06_168))] text-[light-dark(oklch(0.38_0.08_168),oklch(0.9_0.07_168))]',
  'bg-[light-dark(oklch(0.93_0.04_235),oklch(0.36_0.06_235))] text-[light-dark(oklch(0.4_0.09_240),oklch(0.9_0.05_235))]',
  'bg-[light-dark(oklch(0.93_0.04_300),oklch(0.36_0.06_300))] text-[light-dark(oklch(0.42_0.11_300),oklch(0.9_0.05_300))]',
  'bg-[light-dark(oklch(0.94_0.045_75),oklch(0.37_0.055_75))] text-[light-dark(oklch(0.42_0.085_65),oklch(0.9_0.07_80))]',
  'bg-[light-dark(oklch(0.93_0.04_15),oklch(0.36_0.06_15))] text-[light-dark(oklch(0.43_0.12_15),oklch(0.9_0.05_15))]',
  'bg-[light-dark(oklch(0.93_0.04_205),oklch(0.36_0.055_205))] text-[light-dark(oklch(0.39_0.07_210),oklch(0.9_0.06_205))]',
] as const;

function colourOf(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return colours[sum % colours.length] ?? colours[0];
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const firstLetter = (word: string): string => {
  const [first] = segmenter.segment(word);
  return first?.segment.toUpperCase() ?? '';
};

/** The first letters of the first and the last word, whole ones in every script. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /\p{L}|\p{N}/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => firstLetter((word ?? '').replace(/^[^\p{L}\p{N}]+/u, ''))).join('');
}

/** Somebody by his initials; decoration only, his name stands beside it. */
export function Avatar({
  name,
  size,
  className,
  presence,
}: VariantProps<typeof variants> & {
  name: string;
  className?: string;
  /** A dot at the lower right; say it in words, too. */
  presence?: 'reachable' | 'away' | undefined;
}) {
  return (
    <span
      aria-hidden
      // By the style sheet: no text that a button with this picture would have to be named by.
      data-initials={initialsOf(name) || '#'}
      className={cn(
        variants({ size }),
        'before:content-[attr(data-initials)]',
        colourOf(name),
        className,
      )}
    >
      {presence && (
        <span
          className={cn(
            'ring-card absolute right-0 bottom-0 size-[28%] max-h-3.5 max-w-3.5 rounded-full ring-2',
            presence === 'reachable' ? 'bg-ring' : 'bg-input',
          )}
        />
      )}
    </span>
  );
}
