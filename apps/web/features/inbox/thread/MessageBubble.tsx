'use client';

import type { MessageDto } from '@switchboard/contracts';
import { Ban, CornerUpLeft, SmilePlus } from 'lucide-react';
import { type PointerEvent, type RefObject, type TouchEvent, useRef } from 'react';
import { Foreign } from '@/components/Foreign';
import { cn } from '@/lib/cn';
import { ContentView } from '../content/ContentView';
import { previewLine } from '../content/previewLine';
import type { OutboxItem } from '../state/outbox';
import { MessageFooter, MessageTrouble } from './MessageFooter';
import { ProductNote, ReferralCard } from './MessageOrigin';
import { deletedWords, quotedSender, senderName } from './messageWords';
import { useThreadActions } from './ThreadActions';

interface MessageBubbleProps {
  message: MessageDto;
  customer: string;
  myUserId: string;
  joined: boolean;
  retried: boolean;
  /** Set for a message of ours that the API does not have yet. */
  unsent: OutboxItem | null;
}

/** Holding a finger this long opens the actions of a message. */
const HELD_MS = 450;
const STILL_PX = 8;

export function MessageBubble({ message, customer, myUserId, joined, retried, unsent }: MessageBubbleProps) {
  const mine = message.direction === 'out';
  const bubble = useRef<HTMLDivElement>(null);
  const held = useHold(message, bubble);
  const sender = senderName(message, customer, myUserId);
  const isColleague = mine && message.author !== null && message.author.userId !== myUserId;
  const isNamed = isColleague || message.sender !== null;
  const bare = message.content.kind === 'media' && message.content.media.kind === 'sticker' && !message.replyTo;
  return (
    <div className={cn('flex flex-col', mine ? 'items-end' : 'items-start')}>
      {isNamed && !joined ? (
        <p className="mb-0.5 px-1 text-muted text-xs">
          <Foreign text={sender} />
        </p>
      ) : null}
      <div className={cn('flex w-full items-center gap-1', mine && 'flex-row-reverse')}>
        <div
          ref={bubble}
          {...held}
          className={cn(
            'pointer-coarse:select-none min-w-0 max-w-[min(34rem,85%)] text-[0.9375rem] [-webkit-touch-callout:none] text-ink leading-[1.45]',
            bare
              ? ''
              : cn(
                  'rounded-2xl px-3 pt-2 pb-1.5',
                  mine ? 'bg-accent-soft' : 'border border-line bg-surface',
                  mine ? 'rounded-br-md' : 'rounded-bl-md',
                ),
            unsent?.state === 'failed' && 'ring-1 ring-bad/50',
          )}
        >
          <span className="sr-only">
            <Foreign text={sender} />:{' '}
          </span>
          {message.referral ? <ReferralCard referral={message.referral} /> : null}
          {message.product ? <ProductNote product={message.product} /> : null}
          {message.replyTo ? <Quote replyTo={message.replyTo} customer={customer} myUserId={myUserId} /> : null}
          {message.deleted ? (
            <p className="mb-1 flex items-center gap-1.5 text-muted text-xs">
              <Ban aria-hidden="true" className="size-3.5" />
              {deletedWords(message)}
            </p>
          ) : null}
          <div className={cn(message.deleted && 'opacity-80')}>
            <ContentView content={message.content} />
          </div>
          <MessageFooter message={message} unsent={unsent} />
        </div>
        <Actions message={message} bubble={bubble} />
      </div>
      <Reactions message={message} />
      {mine ? <MessageTrouble message={message} unsent={unsent} retried={retried} /> : null}
    </div>
  );
}

/** Touch screens have no hover, so holding a message opens its actions. */
function useHold(message: MessageDto, bubble: RefObject<HTMLDivElement | null>) {
  const { chooseReaction } = useThreadActions();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wasHeld = useRef(false);
  const from = useRef({ x: 0, y: 0 });
  const cancel = () => clearTimeout(timer.current);
  return {
    onPointerDown: (event: PointerEvent) => {
      wasHeld.current = false;
      if (event.pointerType !== 'touch' || message.deleted) return;
      from.current = { x: event.clientX, y: event.clientY };
      timer.current = setTimeout(() => {
        wasHeld.current = true;
        if (bubble.current) chooseReaction(message, bubble.current);
      }, HELD_MS);
    },
    onPointerUp: cancel,
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      // A finger is never quite still.
      if (Math.hypot(clientX - from.current.x, clientY - from.current.y) > STILL_PX) cancel();
    },
    onPointerCancel: cancel,
    // Lifting the finger must not click what lies under it or move the focus.
    onTouchEnd: (event: TouchEvent) => {
      if (wasHeld.current) event.preventDefault();
    },
  };
}

function Actions({ message, bubble }: { message: MessageDto; bubble: RefObject<HTMLDivElement | null> }) {
  const { mayAnswer, reply, chooseReaction } = useThreadActions();
  // WhatsApp takes neither for a deleted message.
  const known =
    !message.deleted && !message.id.startsWith('new_') && message.status !== 'failed' && message.status !== 'queued';
  if (!mayAnswer || !known) return null;
  const look = 'flex size-7 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink';
  return (
    <div className="pointer-events-none flex shrink-0 opacity-0 transition-opacity focus-within:pointer-events-auto focus-within:opacity-100 group-hover/message:pointer-events-auto group-hover/message:opacity-100">
      <button
        type="button"
        aria-label="React"
        aria-haspopup="dialog"
        className={look}
        onClick={() => bubble.current && chooseReaction(message, bubble.current)}
      >
        <SmilePlus aria-hidden="true" className="size-4" />
      </button>
      <button type="button" aria-label="Reply to this message" className={look} onClick={() => reply(message)}>
        <CornerUpLeft aria-hidden="true" className="size-4" />
      </button>
    </div>
  );
}

function Reactions({ message }: { message: MessageDto }) {
  const { react, mayAnswer } = useThreadActions();
  if (message.reactions.length === 0) return null;
  const look =
    'inline-flex h-6 items-center rounded-full border border-line bg-surface px-1.5 text-sm leading-none shadow-card';
  return (
    <ul aria-label="Reactions" className="-mt-1.5 relative z-10 flex gap-1 px-2">
      {message.reactions.map(({ by, emoji }) =>
        by === 'business' && mayAnswer ? (
          <li key={`${by} ${emoji}`}>
            <button
              type="button"
              className={cn(look, 'hover:border-field')}
              aria-label={`Your business reacted with ${emoji}. Take it back`}
              onClick={() => react(message, null)}
            >
              <Foreign text={emoji} maxLength={16} />
            </button>
          </li>
        ) : (
          <li key={`${by} ${emoji}`} className={look}>
            <span className="sr-only">{by === 'customer' ? 'The customer' : 'Your business'} reacted with </span>
            <Foreign text={emoji} maxLength={16} />
          </li>
        ),
      )}
    </ul>
  );
}

interface QuoteProps {
  replyTo: NonNullable<MessageDto['replyTo']>;
  customer: string;
  myUserId: string;
}

function Quote({ replyTo, customer, myUserId }: QuoteProps) {
  const { jumpTo } = useThreadActions();
  const { id, preview } = replyTo;
  const inside = (
    <>
      <span className="block font-medium text-accent-strong text-xs">
        <Foreign text={quotedSender(replyTo, customer, myUserId)} />
      </span>
      <Foreign
        as="span"
        text={previewLine(preview) || 'A message'}
        className="line-clamp-2 text-[0.8125rem] text-muted leading-5 [overflow-wrap:anywhere]"
      />
    </>
  );
  const look =
    'mb-1.5 block w-full rounded-lg border-accent border-l-[3px] bg-ink/[0.045] px-2.5 py-1.5 text-left dark:bg-ink/[0.07]';
  if (id === null) return <div className={look}>{inside}</div>;
  return (
    <button type="button" className={cn(look, 'hover:bg-ink/[0.08]')} onClick={() => jumpTo(id)}>
      <span className="sr-only">In answer to, show it: </span>
      {inside}
    </button>
  );
}
