'use client';

import { useLayoutEffect, type RefObject } from 'react';

export type Side = 'top' | 'bottom';
export type Align = 'start' | 'center' | 'end';
/** How far from what it belongs to, and from the edge of the screen. */
const gapPx = 8;

/** Puts a floating box beside its anchor: on that side where there is room, and wholly on the screen. */
export function place(box: HTMLElement, anchor: DOMRect, side: Side, align: Align): void {
  // The whole size: an animation may have made it smaller for a moment.
  const { offsetWidth: width, offsetHeight: height } = box;
  const { innerHeight } = window;
  const { clientWidth } = document.documentElement;
  const above = anchor.top - gapPx - height;
  const below = anchor.bottom + gapPx;
  const fitsAbove = above >= gapPx;
  const fitsBelow = below + height <= innerHeight - gapPx;
  const isAbove = side === 'top' ? fitsAbove || !fitsBelow : !fitsBelow && fitsAbove;
  const left = {
    start: anchor.left,
    center: anchor.left + (anchor.width - width) / 2,
    end: anchor.right - width,
  }[align];
  const within = (at: number, size: number, room: number) =>
    Math.max(gapPx, Math.min(at, room - size - gapPx));
  box.style.left = `${within(left, width, clientWidth)}px`;
  box.style.top = `${within(isAbove ? above : below, height, innerHeight)}px`;
}

/** Keeps it there while the page scrolls or changes its size. */
export function usePlace(
  box: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  { isOpen, side, align }: { isOpen: boolean; side: Side; align: Align },
): void {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const settle = () => {
      if (box.current && anchor.current) {
        place(box.current, anchor.current.getBoundingClientRect(), side, align);
      }
    };
    settle();
    const gone = new AbortController();
    const options = { signal: gone.signal, capture: true, passive: true };
    window.addEventListener('scroll', settle, options);
    window.addEventListener('resize', settle, options);
    return () => gone.abort();
  }, [box, anchor, isOpen, side, align]);
}

/** Closes it at a press elsewhere, and at Escape, after which the keyboard is back at the anchor. */
export function useDismissal(
  box: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  isOpen: boolean,
  close: () => void,
): void {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const gone = new AbortController();
    const isOurs = (target: EventTarget | null) =>
      target instanceof Node &&
      (box.current?.contains(target) === true || anchor.current?.contains(target) === true);
    document.addEventListener(
      'pointerdown',
      ({ target }) => {
        if (!isOurs(target)) close();
      },
      { signal: gone.signal, capture: true },
    );
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        close();
        anchor.current?.focus();
      },
      { signal: gone.signal, capture: true },
    );
    return () => gone.abort();
  }, [box, anchor, isOpen, close]);
}
