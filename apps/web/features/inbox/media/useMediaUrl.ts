'use client';

import { useEffect, useState } from 'react';
import { type ApiError, asApiError } from '@/lib/apiError';
import { takeFile } from './mediaFiles';

export type MediaUrl =
  | { state: 'idle' | 'loading'; url: null; error: null }
  | { state: 'ready'; url: string; error: null }
  | { state: 'failed'; url: null; error: ApiError };

const idle: MediaUrl = { state: 'idle', url: null, error: null };
const loading: MediaUrl = { state: 'loading', url: null, error: null };

/**
 * The URL under which this page can show a file.
 * @param wanted Nothing is loaded before it is true.
 */
export function useMediaUrl(mediaId: string, wanted: boolean): MediaUrl & { again: () => void } {
  const [media, setMedia] = useState<MediaUrl>(idle);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try asks again
  useEffect(() => {
    if (!wanted) return;
    let shown = true;
    const file = takeFile(mediaId);
    setMedia(loading);
    file.url
      .then((url) => shown && setMedia({ state: 'ready', url, error: null }))
      .catch((thrown) => shown && setMedia({ state: 'failed', url: null, error: asApiError(thrown) }));
    return () => {
      shown = false;
      setMedia(idle);
      file.done();
    };
  }, [mediaId, wanted, tries]);
  return { ...media, again: () => setTries((count) => count + 1) };
}
