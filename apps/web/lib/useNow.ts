'use client';

import { useSyncExternalStore } from 'react';

const TICK_MS = 15_000;
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(tick, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since the epoch, renewed every 15 seconds by one timer for the page. */
export function useNow(): number {
  const seen = useSyncExternalStore(
    subscribe,
    () => now,
    () => 0,
  );
  return seen === 0 ? Date.now() : seen;
}
