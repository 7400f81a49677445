'use client';

import type { MessageDto } from '@switchboard/contracts';
import { Ban, CornerUpLeft, Megaphone, SmilePlus } from 'lucide-react';
import { type PointerEvent, type RefObject, type TouchEvent, useRef } from 'react';
import { cn } from '@/lib/cn';
import { ContentView } from '../content/ContentView';
import type { OutboxItem } from '../state/outbox';
import { MessageFooter, MessageTrouble } from './MessageFooter';
import { senderName } from './messageWords';
import { useThreadActions } from './ThreadActions';

interface MessageBubbleProps {
  message: MessageDto;
  customer: string;
  myUserId: string;
  joined: boolean;
  retried: boolean;
  /** Of a message of ours that the API does not have yet. */
  unsent: OutboxItem | null;
}

/** A finger that rests this long asks for what can be done with a message. */
const HELD_MS = 450;
const STILL_PX = 8;

/** One message, in its bubble. */
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
        <p dir="auto" className="mb-0.5 px-1 text-muted text-xs">
          {sender}
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
          <span className="sr-only">{sender}: </span>
          {message.referral ? <ReferralCard referral={message.referral} /> : null}
          {message.replyTo ? <Quote replyTo={message.replyTo} customer={customer} /> : null}
          {message.deleted ? (
            <p className="mb-1 flex items-center gap-1.5 text-muted text-xs">
              <Ban aria-hidden="true" className="size-3.5" />
              The customer deleted this message
            </p>
          ) : null}
          <div className={cn(message.deleted && 'opacity-60')}>
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

/** On a touch screen there is no pointer to rest on a message: holding it opens the same. */
function useHold(message: MessageDto, bubble: RefObject<HTMLDivElement | null>) {
  const { chooseReaction } = useThreadActions();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wasHeld = useRef(false);
  const from = useRef({ x: 0, y: 0 });
  const cancel = () => clearTimeout(timer.current);
  return {
    onPointerDown: (event: PointerEvent) => {
      wasHeld.current = false;
      if (event.pointerType !== 'touch') return;
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
    // Letting go is not a press of what lies under the finger, nor does it take the focus from what has opened.
    onTouchEnd: (event: TouchEvent) => {
      if (wasHeld.current) event.preventDefault();
    },
  };
}

function Actions({ message, bubble }: { message: MessageDto; bubble: RefObject<HTMLDivElement | null> }) {
  const { mayAnswer, reply, chooseReaction } = useThreadActions();
  const known = !message.id.startsWith('new_') && message.status !== 'failed' && message.status !== 'queued';
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
              {emoji}
            </button>
          </li>
        ) : (
          <li key={`${by} ${emoji}`} className={look}>
            <span className="sr-only">{by === 'customer' ? 'The customer' : 'Your business'} reacted with </span>
            {emoji}
          </li>
        ),
      )}
    </ul>
  );
}

function Quote({ replyTo, customer }: { replyTo: NonNullable<MessageDto['replyTo']>; customer: string }) {
  const { jumpTo } = useThreadActions();
  const { id, preview, direction } = replyTo;
  const inside = (
    <>
      <span className="block font-medium text-accent-strong text-xs">{direction === 'in' ? customer : 'You'}</span>
      <span className="line-clamp-2 text-[0.8125rem] text-muted leading-5 [overflow-wrap:anywhere]">
        {preview || 'A message'}
      </span>
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

function ReferralCard({ referral }: { referral: NonNullable<MessageDto['referral']> }) {
  const { headline, body, url } = referral;
  const href = url !== null && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
  return (
    <div className="mb-2 rounded-lg border border-line bg-surface p-2.5 text-sm">
      <p className="flex items-center gap-1.5 text-muted text-xs">
        <Megaphone aria-hidden="true" className="size-3.5" />
        Came from your advertisement
      </p>
      {headline ? <p className="mt-1 font-medium [overflow-wrap:anywhere]">{headline}</p> : null}
      {body ? <p className="line-clamp-3 text-muted [overflow-wrap:anywhere]">{body}</p> : null}
      {href ? (
        <a
          href={href}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="mt-1 inline-block max-w-full truncate rounded-sm text-accent-strong text-xs underline decoration-accent/40 underline-offset-4"
        >
          {new URL(href).hostname}
        </a>
      ) : null}
    </div>
  );
}
