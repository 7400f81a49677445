'use client';

import { useSyncExternalStore } from 'react';
import { useAttachmentStore } from '../InboxProvider';
import type { Attached } from './attachmentStore';

interface Attachments extends Attached {
  add: (files: readonly File[]) => void;
  remove: (id: string) => void;
  again: (id: string) => void;
  clear: () => void;
  forgetRefused: () => void;
}

export function useAttachments(conversationId: string): Attachments {
  const store = useAttachmentStore();
  const get = () => store.get(conversationId);
  const attached = useSyncExternalStore(store.subscribe, get, get);
  return {
    ...attached,
    add: (files) => store.add(conversationId, files),
    remove: (id) => store.remove(conversationId, id),
    again: (id) => store.again(conversationId, id),
    clear: () => store.clear(conversationId),
    forgetRefused: () => store.forgetRefused(conversationId),
  };
}
