'use client';

import { useEffect } from 'react';

import { place } from './anchored';

const delayMs = 300;

/** On a control: what it is or means, shown while the pointer rests on it or the keyboard is there. */
export const tip = (text: string | undefined) => ({ 'data-tip': text || undefined });

/**
 * Shows what controls say by {@link tip}: one box for the whole page, however many rows have controls. What
 * it shows must be said in words, too, by the control's name or description.
 */
export function Tooltips() {
  useEffect(() => {
    const box = document.createElement('div');
    box.setAttribute('aria-hidden', 'true');
    box.className =
      'bg-foreground text-background shadow-float animate-fade pointer-events-none fixed z-60 max-w-72 rounded-md px-2.5 py-1.5 text-xs font-medium text-pretty';
    const gone = new AbortController();
    let shown: Element | null = null;
    let timer: ReturnType<typeof setTimeout>;
    const hide = () => {
      clearTimeout(timer);
      shown = null;
      box.remove();
    };
    const show = (of: HTMLElement, afterMs: number) => {
      if (shown === of) return;
      hide();
      shown = of;
      timer = setTimeout(() => {
        if (!of.isConnected || !of.dataset.tip) return;
        box.textContent = of.dataset.tip;
        document.body.append(box);
        place(box, of.getBoundingClientRect(), 'top', 'center');
      }, afterMs);
    };
    const tipped = (target: EventTarget | null) =>
      target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null;
    const on = (type: string, listener: (event: Event) => void) =>
      document.addEventListener(type, listener, {
        signal: gone.signal,
        capture: true,
        passive: true,
      });
    on('pointerover', (event) => {
      if ((event as PointerEvent).pointerType === 'touch') return;
      const of = tipped(event.target);
      if (of) show(of, delayMs);
      else hide();
    });
    on('focusin', ({ target }) => {
      const of = tipped(target);
      if (of?.matches(':focus-visible')) show(of, 0);
      else hide();
    });
    on('keydown', (event) => {
      if ((event as KeyboardEvent).key === 'Escape') hide();
    });
    for (const type of ['focusout', 'pointerdown', 'scroll']) on(type, hide);
    return () => {
      gone.abort();
      hide();
    };
  }, []);
  return null;
}
