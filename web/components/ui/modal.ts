'use client';

import { useEffect, useLayoutEffect, useRef, useSyncExternalStore, type RefObject } from 'react';

/**
 * What lies over the page and must be answered first, the topmost last. Beneath it everything is inert:
 * it takes no click, no focus, and no screen reader goes there. Only a call that goes on stays usable
 * over each dialog, so that it can always be ended; while somebody calls, it is beneath, too.
 */
interface Modal {
  readonly box: HTMLElement;
  /** Over calls as well. */
  readonly coversCalls: boolean;
}
const modals: Modal[] = [];
const watchers = new Set<() => void>();

/** The page's frame; everything of it lies beneath every dialog. */
export const pageLayer = { 'data-layer': 'page' } as const;
/** A call that goes on, over every page and dialog. */
export const callLayer = { 'data-layer': 'call' } as const;

/** Where no frame is marked, in an app of its own, the frame is all that stands in the body. */
function frames(): HTMLElement[] {
  const marked = document.querySelectorAll<HTMLElement>('[data-layer=page]');
  if (marked.length > 0) return [...marked];
  const isOurs = (element: Element) =>
    element.matches('[data-layer=call], [data-floating]') ||
    modals.some(({ box }) => element.contains(box));
  return [...document.body.children].filter(
    (element): element is HTMLElement => element instanceof HTMLElement && !isOurs(element),
  );
}

const made: Set<HTMLElement> = new Set();

function settle(): void {
  const top = modals.at(-1);
  for (const page of made) page.inert = false;
  made.clear();
  if (top) {
    for (const page of frames()) {
      page.inert = true;
      made.add(page);
    }
  }
  for (const call of document.querySelectorAll<HTMLElement>('[data-layer=call]')) {
    call.inert = modals.some(({ coversCalls }) => coversCalls);
  }
  for (const { box } of modals) box.inert = box !== top?.box;
  const root = document.documentElement;
  // The page doesn't scroll beneath, and doesn't move where its scroll bar has been.
  root.style.paddingRight = top ? `${window.innerWidth - root.clientWidth}px` : '';
  root.style.overflow = top ? 'hidden' : '';
  for (const watcher of watchers) watcher();
}

/** Whether a dialog is open, over which a call must be shown small. */
export function useHasModal(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => modals.some(({ coversCalls }) => !coversCalls),
    () => false,
  );
}

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea, [tabindex]:not([tabindex="-1"])';

/**
 * Makes a box the topmost for as long as it is there. The keyboard goes to `first` in it, else to its
 * first control, and afterwards back to where it was.
 */
export function useModal(
  box: RefObject<HTMLElement | null>,
  {
    onEscape,
    first,
    coversCalls = false,
  }: {
    onEscape?: () => void;
    first?: RefObject<HTMLElement | null>;
    coversCalls?: boolean;
  } = {},
): void {
  const escape = useRef(onEscape);
  useEffect(() => {
    escape.current = onEscape;
  });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const opener = document.activeElement;
    const modal = { box: element, coversCalls };
    modals.push(modal);
    settle();
    (first?.current ?? element.querySelector<HTMLElement>(focusable) ?? element).focus();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || modals.at(-1) !== modal) return;
      event.preventDefault();
      escape.current?.();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      modals.splice(modals.indexOf(modal), 1);
      const hadFocus =
        element.contains(document.activeElement) || document.activeElement === document.body;
      settle();
      if (hadFocus) giveFocusTo(opener);
    };
  }, [box, first, coversCalls]);
}

/** Where the keyboard goes on, when what had it is gone: the marked place, else the page's content. */
export function giveFocusTo(wanted?: Element | null): void {
  const isThere = wanted instanceof HTMLElement && wanted.isConnected && wanted !== document.body;
  const home = isThere
    ? wanted
    : (document.querySelector<HTMLElement>('[data-focus-home]') ??
      document.querySelector<HTMLElement>('#content'));
  home?.focus({ preventScroll: !isThere });
}

/** When the box goes away with the keyboard's focus in it, the focus goes to where it is of use. */
export function useFocusHeir(box: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = box.current;
    return () => {
      if (!element?.contains(document.activeElement)) return;
      // What takes the box's place isn't there yet.
      setTimeout(() => {
        if (document.activeElement === document.body) giveFocusTo();
      });
    };
  }, [box]);
}
