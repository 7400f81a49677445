'use client';

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** This close to the end counts as the end. */
const END_PX = 60;

interface ThreadScroll {
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<HTMLOListElement | null>;
  atEnd: boolean;
  onScroll: () => void;
  /** Keeps the upper edge in place when something within the thread opens or closes. */
  onClickCapture: (event: { target: EventTarget }) => void;
  toEnd: () => void;
}

function firstBelow(column: HTMLElement, line: number): HTMLElement | undefined {
  const { children } = column;
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((children[middle]?.getBoundingClientRect().bottom ?? 0) > line) high = middle;
    else low = middle + 1;
  }
  return children[low] as HTMLElement | undefined;
}

function lastAbove(column: HTMLElement, line: number): HTMLElement | undefined {
  const below = firstBelow(column, line + 1);
  return (below ? below.previousElementSibling : column.lastElementChild) as HTMLElement | undefined;
}

interface ThreadScrollOptions {
  /** Something else scrolls to the start. */
  beginsWithin: boolean;
  onSeen: (messageId: string | null) => void;
}

/**
 * Keeps a thread where the reader is. The scroller is a reversed column: its zero is the end, where it stays when
 * messages come, and older ones move nothing. Elsewhere the message at the upper edge is held in place. Browsers' own
 * scroll anchoring differs, so it is off.
 */
export function useThreadScroll({ beginsWithin, onSeen }: ThreadScrollOptions): ThreadScroll {
  const scroller = useRef<HTMLElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const [atEnd, setAtEnd] = useState(!beginsWithin);
  const isAtEnd = useRef(!beginsWithin);
  const anchor = useRef<{ element: HTMLElement; top: number } | null>(null);
  const hold = useRef(false);

  const remember = useCallback(() => {
    const box = scroller.current;
    const column = list.current;
    if (!box || !column) return;
    const end = box.scrollTop > -END_PX;
    isAtEnd.current = end;
    setAtEnd(end);
    const { top, bottom } = box.getBoundingClientRect();
    onSeen(lastAbove(column, bottom)?.dataset.message ?? null);
    const element = firstBelow(column, top);
    anchor.current = element ? { element, top: element.getBoundingClientRect().top } : null;
  }, [onSeen]);

  useEffect(() => {
    const box = scroller.current;
    const column = list.current;
    if (!box || !column) return;
    const observer = new ResizeObserver(() => {
      const held = anchor.current;
      if (held?.element.isConnected && (!isAtEnd.current || hold.current)) {
        box.scrollTop += held.element.getBoundingClientRect().top - held.top;
      }
      hold.current = false;
      remember();
    });
    observer.observe(column);
    observer.observe(box);
    return () => observer.disconnect();
  }, [remember]);

  return {
    scroller,
    list,
    atEnd,
    onScroll: remember,
    onClickCapture: ({ target }) => {
      if (!(target as HTMLElement).closest('[aria-expanded]')) return;
      remember();
      hold.current = true;
    },
    toEnd: () => {
      if (scroller.current) scroller.current.scrollTop = 0;
    },
  };
}

/** Calls back when the element comes near the visible part of the scroller, and after each change of `again`. */
export function useNear(
  scroller: RefObject<HTMLElement | null>,
  onNear: (() => void) | null,
  again: unknown,
): RefObject<HTMLDivElement | null> {
  const mark = useRef<HTMLDivElement>(null);
  const call = useRef(onNear);
  useEffect(() => {
    call.current = onNear;
  });
  const wanted = onNear !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again after what was loaded is there
  useEffect(() => {
    const element = mark.current;
    if (!wanted || !element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) call.current?.();
      },
      { root: scroller.current, rootMargin: '600px 0px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [wanted, again, scroller]);
  return mark;
}
