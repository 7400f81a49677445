'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** False until React has hydrated the page. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
