'use client';

import { useEffect, useSyncExternalStore } from 'react';

const onHashChange = (changed: () => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

function anchorInAddress(): string {
  try {
    return decodeURIComponent(window.location.hash.slice(1));
  } catch {
    return '';
  }
}

/**
 * The fragment of the address, and scrolls there: the page is drawn after the browser has looked for it.
 * @returns Empty when there is none.
 */
export function useAnchor(): string {
  const anchor = useSyncExternalStore(onHashChange, anchorInAddress, () => '');
  useEffect(() => {
    const place = anchor === '' ? null : document.getElementById(anchor);
    place?.scrollIntoView({ block: 'start' });
    place?.focus({ preventScroll: true });
  }, [anchor]);
  return anchor;
}
