'use client';

import type { MediaDto, UploadKind } from '@switchboard/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { asApiError, messageOf } from '@/lib/apiError';
import { uploadMedia } from '../inboxApi';
import { keepFile } from '../media/mediaFiles';
import { checkFile, typeOfFile } from './uploadCheck';

/** A file that was chosen, on its way to the API. */
export interface Attachment {
  id: string;
  file: File;
  kind: UploadKind;
  /** For pictures: what to show of it. */
  previewUrl: string | null;
  state: 'uploading' | 'ready' | 'failed';
  /** From 0 to 1. */
  progress: number;
  problem: string | null;
  media: MediaDto | null;
}

const MOST = 10;

interface Attachments {
  attachments: readonly Attachment[];
  add: (files: readonly File[]) => void;
  remove: (id: string) => void;
  again: (id: string) => void;
  clear: () => void;
}

/** The files of the next message. They are uploaded while the words are written. */
export function useAttachments(): Attachments {
  const [attachments, setAttachments] = useState<readonly Attachment[]>([]);
  const uploads = useRef(new Map<string, AbortController>());
  const previews = useRef(new Map<string, string>());

  const change = useCallback((id: string, fields: Partial<Attachment>) => {
    setAttachments((known) => known.map((one) => (one.id === id ? { ...one, ...fields } : one)));
  }, []);

  const upload = useCallback(
    async (id: string, file: File) => {
      const controller = new AbortController();
      uploads.current.set(id, controller);
      change(id, { state: 'uploading', progress: 0, problem: null });
      try {
        const { media } = await uploadMedia(file, typeOfFile(file), {
          signal: controller.signal,
          onProgress: (progress) => change(id, { progress }),
        });
        keepFile(media.mediaId, file);
        change(id, { state: 'ready', progress: 1, media });
      } catch (thrown) {
        if (!controller.signal.aborted) change(id, { state: 'failed', problem: messageOf(asApiError(thrown)) });
      }
    },
    [change],
  );

  const add = useCallback(
    (files: readonly File[]) => {
      const taken = files.slice(0, MOST - attachments.length);
      if (taken.length < files.length) toast.warning(`At most ${MOST} files at once.`);
      for (const file of taken) {
        const check = checkFile(file);
        if (!check.ok) {
          toast.error(`${file.name}: ${check.reason}`, { duration: 10_000 });
          continue;
        }
        const id = crypto.randomUUID();
        const previewUrl = check.kind === 'image' || check.kind === 'sticker' ? URL.createObjectURL(file) : null;
        if (previewUrl) previews.current.set(id, previewUrl);
        const attachment = { id, file, kind: check.kind, previewUrl, progress: 0, problem: null, media: null };
        setAttachments((known) => [...known, { ...attachment, state: 'uploading' }]);
        void upload(id, file);
      }
    },
    [attachments.length, upload],
  );

  const forget = useCallback((id: string) => {
    uploads.current.get(id)?.abort();
    uploads.current.delete(id);
    const url = previews.current.get(id);
    if (url) URL.revokeObjectURL(url);
    previews.current.delete(id);
  }, []);

  useEffect(
    () => () => {
      for (const id of [...uploads.current.keys()]) forget(id);
    },
    [forget],
  );

  return {
    attachments,
    add,
    remove: (id) => {
      forget(id);
      setAttachments((known) => known.filter((one) => one.id !== id));
    },
    again: (id) => {
      const one = attachments.find((known) => known.id === id);
      if (one) void upload(id, one.file);
    },
    clear: () => {
      for (const { id } of attachments) forget(id);
      setAttachments([]);
    },
  };
}
