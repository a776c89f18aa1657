import { clsx, type ClassValue } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** Class names, the later ones winning over those that say the same. */
export const cn = (...classes: ClassValue[]): string => twMerge(clsx(classes));
