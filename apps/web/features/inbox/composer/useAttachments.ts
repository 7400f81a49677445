'use client';

import { isolated, type MediaDto, type UploadKind } from '@switchboard/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { asApiError, messageOf } from '@/lib/apiError';
import { uploadMedia } from '../inboxApi';
import { keepFile } from '../media/mediaFiles';
import { isPicture, sendablePicture } from './photograph';
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

  const forget = useCallback((id: string) => {
    uploads.current.get(id)?.abort();
    uploads.current.delete(id);
    const url = previews.current.get(id);
    if (url) URL.revokeObjectURL(url);
    previews.current.delete(id);
  }, []);

  const refuse = useCallback((file: File, reason: string) => {
    toast.error(`${isolated(file.name)}: ${reason}`, { duration: 10_000 });
  }, []);

  /** Looks into a picture before it goes: some are made into photographs, some cannot be sent. */
  const lookAt = useCallback(
    async (id: string, file: File) => {
      const controller = new AbortController();
      uploads.current.set(id, controller);
      const found = await sendablePicture(file).catch(() => ({ reason: 'The file could not be read.' }));
      if (controller.signal.aborted) return;
      const check = 'file' in found ? checkFile(found.file) : { ok: false as const, reason: found.reason };
      if (!('file' in found) || !check.ok) {
        forget(id);
        setAttachments((known) => known.filter((one) => one.id !== id));
        if (!check.ok) refuse(file, check.reason);
        return;
      }
      const previewUrl = URL.createObjectURL(found.file);
      previews.current.set(id, previewUrl);
      change(id, { file: found.file, kind: check.kind, previewUrl });
      await upload(id, found.file);
    },
    [change, forget, refuse, upload],
  );

  const add = useCallback(
    (files: readonly File[]) => {
      const taken = files.slice(0, MOST - attachments.length);
      if (taken.length < files.length) toast.warning(`At most ${MOST} files at once.`);
      for (const file of taken) {
        const isLookedAt = isPicture(file);
        const check = isLookedAt ? ({ ok: true, kind: 'image' } as const) : checkFile(file);
        if (!check.ok) {
          refuse(file, check.reason);
          continue;
        }
        const id = crypto.randomUUID();
        const attachment = { id, file, kind: check.kind, previewUrl: null, progress: 0, problem: null, media: null };
        setAttachments((known) => [...known, { ...attachment, state: 'uploading' }]);
        void (isLookedAt ? lookAt(id, file) : upload(id, file));
      }
    },
    [attachments.length, lookAt, refuse, upload],
  );

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
