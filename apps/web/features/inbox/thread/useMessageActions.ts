import type { MediaDto, MessageDto } from '@switchboard/contracts';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useInboxStore } from '../InboxProvider';
import { decideHeld, discard, react, retry, sendAgain } from '../outboxActions';
import type { ReactionChoice } from './ReactionPopover';
import type { ThreadActions } from './ThreadActions';

interface MessageActionsInput {
  mayAnswer: boolean;
  jumpTo: (messageId: string) => void;
  /** The composer's field gets the focus on a reply. */
  field: RefObject<HTMLTextAreaElement | null>;
}

interface OpenedPicture {
  media: MediaDto;
  caption: string | null;
}

/** What can be done with the messages of a thread, and what that has opened: a reply, a choice of emoji, a picture. */
export function useMessageActions({ mayAnswer, jumpTo, field }: MessageActionsInput) {
  const store = useInboxStore();
  const [replyTo, setReplyTo] = useState<MessageDto | null>(null);
  const [reaction, setReaction] = useState<ReactionChoice | null>(null);
  const [picture, setPicture] = useState<OpenedPicture | null>(null);
  const retryIds = useRef(new Map<string, string>());
  const jumpRef = useRef(jumpTo);
  useEffect(() => {
    jumpRef.current = jumpTo;
  });
  const actions = useMemo<ThreadActions>(
    () => ({
      mayAnswer,
      reply: (message) => {
        setReplyTo(message);
        field.current?.focus();
      },
      chooseReaction: (message, anchor) => {
        if (mayAnswer) setReaction({ message, anchor });
      },
      react: (message, emoji) => void react(store, message, emoji),
      jumpTo: (messageId) => jumpRef.current(messageId),
      openPicture: (media, caption) => setPicture({ media, caption }),
      retry: async (message) => {
        // One id until the retry succeeds: a request whose answer got lost is not sent twice.
        const clientId = retryIds.current.get(message.id) ?? crypto.randomUUID();
        retryIds.current.set(message.id, clientId);
        if (await retry(store, message, clientId)) retryIds.current.delete(message.id);
      },
      decideHeld: (message, decision) => decideHeld(store, message, decision),
      sendAgain: (clientId) => sendAgain(store, clientId),
      discard: (clientId) => discard(store, clientId),
    }),
    [store, mayAnswer, field],
  );
  return {
    actions,
    replyTo,
    cancelReply: () => setReplyTo(null),
    reaction,
    closeReaction: () => setReaction(null),
    picture,
    closePicture: () => setPicture(null),
  };
}
