'use client';

import type { MediaDto, MessageDto, NumberDto } from '@switchboard/contracts';
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { useNow } from '@/lib/useNow';
import { useSignedIn } from '@/lib/useSession';
import { answerState } from '../composer/answerState';
import { ComposerArea } from '../composer/ComposerArea';
import { DropZone } from '../composer/DropZone';
import { leaves } from '../composer/enterKey';
import { useAttachments } from '../composer/useAttachments';
import { threadName } from '../customerWords';
import { useConversation, useInbox, useInboxStore } from '../InboxProvider';
import { loadNames } from '../inboxStore';
import { Lightbox } from '../media/Lightbox';
import { decideHeld, discard, react, retry, sendAgain } from '../outboxActions';
import { ThreadStrip } from '../responders/ThreadStrip';
import { useThreadControl } from '../responders/useThreadControl';
import { useSayRead } from '../useSayRead';
import { MessageList } from './MessageList';
import { senderName } from './messageWords';
import { NewMessageAnnouncer } from './NewMessageAnnouncer';
import { type ReactionChoice, ReactionPopover } from './ReactionPopover';
import { type ThreadActions, ThreadActionsProvider } from './ThreadActions';
import { ThreadHeader } from './ThreadHeader';
import { threadRows } from './threadRows';
import { useMarkRead } from './useMarkRead';
import { useOpening } from './useOpening';
import { useThread } from './useThread';

interface ThreadPaneProps {
  conversationId: string;
  /** Null while they are not known. */
  numbers: readonly NumberDto[] | null;
  onClose: () => void;
}

/** One open conversation: what was said, and what to say next. */
export function ThreadPane({ conversationId, numbers, onClose }: ThreadPaneProps) {
  const store = useInboxStore();
  const myUserId = useSignedIn()?.user.userId ?? '';
  const conversation = useConversation(conversationId);
  const missing = useInbox(({ loads }) => loads.get(loadNames.conversation(conversationId)));
  const thread = useThread(conversationId);
  const files = useAttachments(conversationId);
  const control = useThreadControl(conversationId);
  const field = useRef<HTMLTextAreaElement>(null);
  const [replyTo, setReplyTo] = useState<MessageDto | null>(null);
  const [reaction, setReaction] = useState<ReactionChoice | null>(null);
  const [picture, setPicture] = useState<{ media: MediaDto; caption: string | null } | null>(null);
  const [seesEnd, setSeesEnd] = useState(false);
  const nowMs = useNow();
  const answer = conversation ? answerState(conversation, numbers, nowMs) : null;
  const customer = conversation ? threadName(conversation) : 'Customer';
  const { messages, stretch, isLatest, jumpTo, showAround } = thread;

  // As it is now: it may have been edited or deleted since it was chosen.
  const answered = replyTo && (messages.find(({ id }) => id === replyTo.id) ?? replyTo);
  const unread = conversation?.unread;
  const opening = useOpening({ conversationId, messages: stretch ? messages : null, unread, showAround });
  const firstNewId = opening?.firstNewId ?? null;
  const rows = useMemo(() => threadRows(messages, firstNewId), [messages, firstNewId]);
  const onSeen = useMarkRead(conversationId, { messages, isLatest, seesEnd: seesEnd && opening !== null });
  useFocusOnOpen(field, answer === 'free');

  const retryIds = useRef(new Map<string, string>());
  const mayAnswer = answer === 'free';
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
        // The same id until it went through: a press whose answer got lost is not sent twice.
        const clientId = retryIds.current.get(message.id) ?? crypto.randomUUID();
        retryIds.current.set(message.id, clientId);
        if (await retry(store, message, clientId)) retryIds.current.delete(message.id);
      },
      decideHeld: (message, decision) => decideHeld(store, message, decision),
      sendAgain: (clientId) => sendAgain(store, clientId),
      discard: (clientId) => discard(store, clientId),
    }),
    [store, mayAnswer],
  );
  const sayRead = useSayRead();
  // Left at once: what lies open is being read.
  const onMarkUnread = () =>
    void sayRead(conversationId, false).then((isUnread) => {
      if (isUnread) onClose();
    });
  const onEnd = useCallback((atEnd: boolean) => setSeesEnd(atEnd), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (leaves(event.nativeEvent) && !event.defaultPrevented) onClose();
  };

  if (missing?.state === 'failed' && !conversation) {
    return (
      <Frame onKeyDown={onKeyDown}>
        <ThreadHeader
          conversation={undefined}
          number={undefined}
          mayAnswer={false}
          onBack={onClose}
          onMarkUnread={onMarkUnread}
        />
        <div className="p-4 sm:p-6">
          <ErrorNotice error={missing.error} onRetry={() => void store.loadConversation(conversationId)} />
          <Button look="link" size="inline" className="mt-4 text-sm" onClick={onClose}>
            Back to all conversations
          </Button>
        </div>
      </Frame>
    );
  }
  const number = numbers?.find(({ phoneNumberId }) => phoneNumberId === conversation?.phoneNumberId);
  return (
    <ThreadActionsProvider value={actions}>
      <Frame onKeyDown={onKeyDown}>
        <ThreadHeader
          conversation={conversation}
          number={(numbers?.length ?? 0) > 1 ? number : undefined}
          mayAnswer={answer !== 'disconnected' && answer !== 'group'}
          onBack={onClose}
          onMarkUnread={onMarkUnread}
        />
        {conversation ? <ThreadStrip conversation={conversation} number={number} control={control} /> : null}
        <DropZone enabled={answer === 'free'} onFiles={files.add}>
          {stretch === undefined || opening === null ? (
            thread.load?.state === 'failed' ? (
              <div className="flex-1 p-4 sm:p-6">
                <ErrorNotice
                  error={thread.load.error}
                  title="The messages could not be loaded"
                  onRetry={thread.again}
                />
              </div>
            ) : (
              <MessageSkeletons />
            )
          ) : (
            <MessageList
              rows={rows}
              outbox={thread.outbox}
              customer={customer}
              myUserId={myUserId}
              isLatest={isLatest}
              older={{ has: stretch.nextBefore !== null, state: thread.older?.state ?? 'idle', load: thread.loadOlder }}
              newer={{ state: thread.newer?.state ?? 'idle', load: thread.loadNewer }}
              jump={thread.jump}
              beginsAt={firstNewId}
              unread={unread ?? 0}
              onToLatest={thread.toLatest}
              onEnd={onEnd}
              onSeen={onSeen}
            />
          )}
          {conversation && answer ? (
            <ComposerArea
              conversation={conversation}
              number={number}
              answer={answer}
              files={files}
              field={field}
              replyTo={answered ? { message: answered, sender: senderName(answered, customer, myUserId) } : null}
              onCancelReply={() => setReplyTo(null)}
              onLeave={onClose}
              control={control}
            />
          ) : null}
        </DropZone>
        <NewMessageAnnouncer messages={messages} customer={customer} myUserId={myUserId} />
        <ReactionPopover
          choice={reaction}
          onReact={actions.react}
          onReply={actions.reply}
          onClose={() => setReaction(null)}
        />
        <Lightbox media={picture?.media ?? null} caption={picture?.caption ?? null} onClose={() => setPicture(null)} />
      </Frame>
    </ThreadActionsProvider>
  );
}

function Frame({ children, onKeyDown }: { children: ReactNode; onKeyDown: (event: KeyboardEvent) => void }) {
  return (
    <section aria-label="Conversation" onKeyDown={onKeyDown} className="flex h-full min-h-0 min-w-0 flex-col bg-canvas">
      {children}
    </section>
  );
}

/** With a keyboard, one wants to write at once; on a touch screen, the keyboard would cover what is to be read. */
function useFocusOnOpen(field: RefObject<HTMLTextAreaElement | null>, ready: boolean): void {
  useEffect(() => {
    if (ready && window.matchMedia('(hover: hover) and (pointer: fine)').matches) field.current?.focus();
  }, [field, ready]);
}

function MessageSkeletons() {
  return (
    <div role="status" className="flex min-h-0 flex-1 flex-col justify-end gap-3 overflow-hidden px-5 pb-4">
      <span className="sr-only">Loading the messages</span>
      <Skeleton className="h-12 w-56 rounded-2xl" />
      <Skeleton className="h-16 w-72 rounded-2xl" />
      <Skeleton className="h-12 w-64 self-end rounded-2xl" />
      <Skeleton className="h-10 w-40 rounded-2xl" />
      <Skeleton className="h-20 w-72 self-end rounded-2xl" />
    </div>
  );
}
