'use client';

import type { NumberDto } from '@switchboard/contracts';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
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
import { ThreadStrip } from '../responders/ThreadStrip';
import { useThreadControl } from '../responders/useThreadControl';
import { useSayRead } from '../useSayRead';
import { senderName } from './messageWords';
import { NewMessageAnnouncer } from './NewMessageAnnouncer';
import { ReactionPopover } from './ReactionPopover';
import { ThreadActionsProvider } from './ThreadActions';
import { ThreadHeader } from './ThreadHeader';
import { ThreadMessages } from './ThreadMessages';
import { useMessageActions } from './useMessageActions';
import { useThread } from './useThread';

interface ThreadPaneProps {
  conversationId: string;
  numbers: readonly NumberDto[] | null;
  onClose: () => void;
}

export function ThreadPane({ conversationId, numbers, onClose }: ThreadPaneProps) {
  const store = useInboxStore();
  const myUserId = useSignedIn()?.user.userId ?? '';
  const conversation = useConversation(conversationId);
  const missing = useInbox(({ loads }) => loads.get(loadNames.conversation(conversationId)));
  const thread = useThread(conversationId);
  const files = useAttachments(conversationId);
  const control = useThreadControl(conversationId);
  const field = useRef<HTMLTextAreaElement>(null);
  const nowMs = useNow();
  const answer = conversation ? answerState(conversation, numbers, nowMs) : null;
  const customer = conversation ? threadName(conversation) : 'Customer';
  const { messages, jumpTo } = thread;
  const opened = useMessageActions({ mayAnswer: answer === 'free', jumpTo, field });
  // The current version: it may have been edited or deleted since it was chosen.
  const answered = opened.replyTo && (messages.find(({ id }) => id === opened.replyTo?.id) ?? opened.replyTo);
  useFocusOnOpen(field, answer === 'free');

  const sayRead = useSayRead();
  // An open thread is being read, so it is left at once.
  const onMarkUnread = () =>
    void sayRead(conversationId, false).then((isUnread) => {
      if (isUnread) onClose();
    });
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
          <Button variant="link" size="inline" className="mt-4 text-sm" onClick={onClose}>
            Back to all conversations
          </Button>
        </div>
      </Frame>
    );
  }
  const number = numbers?.find(({ phoneNumberId }) => phoneNumberId === conversation?.phoneNumberId);
  return (
    <ThreadActionsProvider value={opened.actions}>
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
          <ThreadMessages
            conversationId={conversationId}
            thread={thread}
            unread={conversation?.unread}
            customer={customer}
            myUserId={myUserId}
          />
          {conversation && answer ? (
            <ComposerArea
              conversation={conversation}
              number={number}
              answer={answer}
              files={files}
              field={field}
              replyTo={answered ? { message: answered, sender: senderName(answered, customer, myUserId) } : null}
              onCancelReply={opened.cancelReply}
              onLeave={onClose}
              control={control}
            />
          ) : null}
        </DropZone>
        <NewMessageAnnouncer messages={messages} customer={customer} myUserId={myUserId} />
        <ReactionPopover
          choice={opened.reaction}
          onReact={opened.actions.react}
          onReply={opened.actions.reply}
          onClose={opened.closeReaction}
        />
        <Lightbox
          media={opened.picture?.media ?? null}
          caption={opened.picture?.caption ?? null}
          onClose={opened.closePicture}
        />
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

/** With a keyboard people want to write at once; on a touch screen, the keyboard would cover the messages. */
function useFocusOnOpen(field: RefObject<HTMLTextAreaElement | null>, ready: boolean): void {
  useEffect(() => {
    if (ready && window.matchMedia('(hover: hover) and (pointer: fine)').matches) field.current?.focus();
  }, [field, ready]);
}
