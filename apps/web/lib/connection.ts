'use client';

import { useSyncExternalStore } from 'react';

/** Whether the last request reached the API. */
let isReached = true;
const listeners = new Set<() => void>();

/** Keeps whether a request reached the API: what a browser says of its network is often wrong. */
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

/** `offline`: this device has no network. `unreached`: Switchboard did not answer the last time it was asked. */
export type Connection = 'online' | 'offline' | 'unreached';

const connection = (): Connection => (navigator.onLine ? (isReached ? 'online' : 'unreached') : 'offline');

/** How this browser is connected, as far as it knows. */
export const useConnection = (): Connection => useSyncExternalStore<Connection>(subscribe, connection, () => 'online');
