'use client';

import type { MessageDto } from '@switchboard/contracts';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { toast } from 'sonner';
import { readMessage } from '@/lib/apiError';
import { useInbox, useInboxStore } from '../InboxProvider';
import { type Load, loadNames } from '../inboxStore';
import { type OutboxItem, withOutbox, withReaction } from '../state/outbox';
import { latestStretch, listMessages, type Stretch, stretchWith } from '../state/threadState';
import type { Jump } from './MessageList';

const noMessages: MessageDto[] = [];

export interface ShownThread {
  messages: MessageDto[];
  outbox: readonly OutboxItem[];
  stretch: Stretch | undefined;
  isLatest: boolean;
  load: Load | undefined;
  older: Load | undefined;
  newer: Load | undefined;
  jump: Jump | null;
  loadOlder: () => void;
  loadNewer: () => void;
  jumpTo: (messageId: string) => void;
  showAround: (messageId: string) => void;
  toLatest: () => void;
  again: () => void;
}

/** The visible part of a conversation: its end, or the surroundings of a message. */
export function useThread(conversationId: string): ShownThread {
  const store = useInboxStore();
  const thread = useInbox(({ inbox }) => inbox.threads.get(conversationId));
  const generation = useInbox(({ inbox }) => inbox.generation);
  const load = useInbox(({ loads }) => loads.get(loadNames.thread(conversationId)));
  const older = useInbox(({ loads }) => loads.get(loadNames.older(conversationId)));
  const newer = useInbox(({ loads }) => loads.get(loadNames.around(conversationId)));
  const allUnsent = useInbox(({ outbox }) => outbox);
  const reactions = useInbox(({ reactions: pending }) => pending);
  const [aroundId, setAroundId] = useState<string | null>(null);
  const [jump, setJump] = useState<Jump | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: opened again when everything was forgotten
  useEffect(() => store.openThread(conversationId), [store, conversationId, generation]);

  const latest = thread && latestStretch(thread);
  const stretch = (aroundId !== null && thread && stretchWith(thread, aroundId)) || latest;
  const isLatest = stretch === undefined || stretch.to === null;
  const outbox = useMemo(
    () => allUnsent.filter((item) => item.conversationId === conversationId),
    [allUnsent, conversationId],
  );
  const messages = useMemo(() => {
    if (!thread || !stretch) return noMessages;
    const known = listMessages(thread, stretch);
    const all = stretch.to === null ? withOutbox(known, outbox) : known;
    if (reactions.length === 0) return all;
    const ours = new Map(reactions.map(({ messageId, emoji }) => [messageId, emoji]));
    return all.map((message) => {
      const emoji = ours.get(message.id);
      return emoji === undefined ? message : withReaction(message, emoji);
    });
  }, [thread, stretch, outbox, reactions]);

  const loadOlder = useCallback(() => {
    if (stretch) store.loadOlder(conversationId, stretch);
  }, [store, conversationId, stretch]);
  const lastId = messages.at(-1)?.id;
  const loadNewer = useCallback(() => {
    if (lastId) void store.loadNewer(conversationId, lastId);
  }, [store, conversationId, lastId]);
  const jumpTo = useCallback(
    async (messageId: string) => {
      const known = store.get().inbox.threads.get(conversationId);
      if (known && !stretchWith(known, messageId)) {
        await store.loadAround(conversationId, messageId);
        const failed = store.get().loads.get(loadNames.around(conversationId));
        if (failed?.state === 'failed') {
          toast.error(readMessage(failed.error));
          return;
        }
      }
      setAroundId(messageId);
      setJump({ messageId });
    },
    [store, conversationId],
  );
  return {
    messages,
    outbox,
    stretch,
    isLatest,
    load,
    older,
    newer,
    jump,
    loadOlder,
    loadNewer,
    jumpTo: (messageId) => void jumpTo(messageId),
    showAround: setAroundId,
    toLatest: () => {
      setAroundId(null);
      setJump(null);
    },
    again: () => store.openThread(conversationId),
  };
}
