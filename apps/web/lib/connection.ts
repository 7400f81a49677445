'use client';

import { useSyncExternalStore } from 'react';

/** Whether the last request reached the API. */
let isReached = true;
const listeners = new Set<() => void>();

/** Requests tell more than the browser's own view of its network. */
export function noteReached(reached: boolean): void {
  if (reached === isReached) return;
  isReached = reached;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

/** `offline`: no network. `unreached`: the last request got no answer. */
export type Connection = 'online' | 'offline' | 'unreached';

const connection = (): Connection => (navigator.onLine ? (isReached ? 'online' : 'unreached') : 'offline');

export const useConnection = (): Connection => useSyncExternalStore<Connection>(subscribe, connection, () => 'online');
