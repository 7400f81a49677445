'use client';

import { memo } from 'react';
import { cn } from '@/lib/cn';
import { useNow } from '@/lib/useNow';
import { dayWords } from '../inboxTime';
import type { OutboxItem } from '../state/outbox';
import { LineRow } from './LineRow';
import { MessageBubble } from './MessageBubble';
import { isLine } from './messageWords';
import type { ThreadRow } from './threadRows';

interface MessageRowProps extends ThreadRow {
  customer: string;
  myUserId: string;
  unsent: OutboxItem | null;
  isFlashing: boolean;
}

/**
 * A message in its place in the thread. `content-visibility` skips the layout of rows out of view, so thousands are
 * cheap and can still be found, focused and printed.
 */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, startsDay, startsNew, joined } = props;
  return (
    <li
      data-message={message.id}
      data-status={message.status}
      data-direction={message.direction}
      data-kind={message.content.kind}
      className={cn(
        'group/message px-3 [contain-intrinsic-block-size:auto_4.5rem] [content-visibility:auto] sm:px-5',
        joined ? 'pt-1' : 'pt-3',
      )}
    >
      {startsDay ? <DayLine at={message.at} /> : null}
      {startsNew ? <NewLine /> : null}
      {isLine(message) ? (
        <LineRow message={message} myUserId={props.myUserId} />
      ) : (
        <div
          className={cn('rounded-2xl transition-colors duration-700', props.isFlashing && 'bg-accent/15 duration-0')}
        >
          <MessageBubble
            message={message}
            customer={props.customer}
            myUserId={props.myUserId}
            joined={joined}
            retried={props.retried}
            unsent={props.unsent}
          />
        </div>
      )}
    </li>
  );
});

function DayLine({ at }: { at: string }) {
  const nowMs = useNow();
  return (
    <p className="my-3 flex justify-center first:mt-1">
      <time
        dateTime={at}
        className="rounded-full border border-line bg-surface px-3 py-0.5 font-medium text-muted text-xs shadow-card"
      >
        {dayWords(at, nowMs)}
      </time>
    </p>
  );
}

function NewLine() {
  return (
    <p className="my-3 flex items-center gap-3 font-medium text-accent-strong text-xs before:h-px before:flex-1 before:bg-accent/30 after:h-px after:flex-1 after:bg-accent/30">
      New messages
    </p>
  );
}
