'use client';

import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';

/** So many rows come and go together. */
const partSize = 25;
/** Parts that are this near to the screen are drawn. */
const nearPx = 900;

/** The same parts for the same rows: what was a part stays one, however many rows follow. */
export function partsOf<Row>(rows: readonly Row[]): readonly Row[][] {
  const parts: Row[][] = [];
  for (let at = 0; at < rows.length; at += partSize) parts.push(rows.slice(at, at + partSize));
  return parts;
}

// One observer for all parts of all lists.
const listeners = new WeakMap<Element, (isNear: boolean) => void>();
let observer: IntersectionObserver | undefined;
function observe(element: Element, listener: (isNear: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
    },
    { rootMargin: `${nearPx}px 0px` },
  );
  const own = observer;
  listeners.set(element, listener);
  own.observe(element);
  return () => own.unobserve(element);
}

/**
 * A part of a long list. Far from the screen it is an empty box, as high as it was or is likely to be, so
 * that a list costs what is seen of it. A part that has the keyboard's focus stays.
 *
 * @param as `tbody`: a part of a table
 */
export function ListPart({
  as: Tag = 'div',
  rowPx,
  count,
  startsNear,
  children,
}: {
  as?: 'div' | 'tbody';
  /** How high a row is likely to be. */
  rowPx: number;
  count: number;
  /** Drawn at once, before it is known where it is. */
  startsNear: boolean;
  children: () => ReactNode;
}) {
  const box = useRef<HTMLElement>(null);
  const [isNear, setIsNear] = useState(startsNear);
  const [measuredPx, setMeasuredPx] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    return observe(element, (near) => {
      if (!near && element.contains(document.activeElement)) return;
      if (!near && element.childElementCount > 0) setMeasuredPx(element.offsetHeight);
      setIsNear(near);
    });
  }, []);
  const height = measuredPx || rowPx * count;
  const space = { height };
  if (Tag === 'div') {
    return (
      <div ref={box as React.RefObject<HTMLDivElement>} style={isNear ? undefined : space}>
        {isNear && children()}
      </div>
    );
  }
  return (
    <tbody
      ref={box as React.RefObject<HTMLTableSectionElement>}
      className="divide-border/70 divide-y border-t first-of-type:border-t-0"
    >
      {isNear ? (
        children()
      ) : (
        <tr aria-hidden>
          {/* One cell: how many columns there are depends on the screen. */}
          <td style={space} />
        </tr>
      )}
    </tbody>
  );
}
