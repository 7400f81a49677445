'use client';

import { type ConversationDto, isolated, type NumberDto, type ResponderDto } from '@switchboard/contracts';
import { Bot, Clock, PenLine, Waypoints } from 'lucide-react';
import { type MouseEvent, memo } from 'react';
import { Foreign } from '@/components/Foreign';
import { chatPath } from '@/lib/chatPath';
import { cn } from '@/lib/cn';
import { useNow } from '@/lib/useNow';
import { CustomerAvatar } from '../CustomerAvatar';
import { previewLine } from '../content/previewLine';
import { groupSenderName, readName, threadName } from '../customerWords';
import { rowTime } from '../inboxTime';
import { useViewers } from '../live/PresenceProvider';
import type { Viewer } from '../live/presence';
import { isElsewhere, responderNow, responderSentence } from '../responders/responderWords';
import { Ticks } from '../thread/Ticks';
import { windowLeft } from '../windowLeft';
import { UnreadBadge } from './UnreadBadge';

interface ConversationRowProps {
  conversation: ConversationDto;
  /** Only when the account has several numbers. */
  number: NumberDto | null;
  draft: string | null;
  isOpen: boolean;
  isTabStop: boolean;
  onOpen: (conversationId: string) => void;
}

/** A row is a link, so that it can be opened in another tab. */
export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { conversation, number, draft, isOpen, isTabStop, onOpen } = props;
  const nowMs = useNow();
  const viewers = useViewers(conversation.id);
  const { id, unread, lastActivityAt, customer } = conversation;
  const name = threadName(conversation);
  const responder = responderNow(conversation.responder, nowMs);
  const left = windowLeft(conversation.windowClosesAt, nowMs);
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(id);
  };
  return (
    <a
      href={chatPath(id)}
      data-conversation={id}
      data-unread={unread}
      aria-current={isOpen ? 'true' : undefined}
      tabIndex={isTabStop ? 0 : -1}
      onClick={open}
      className={cn(
        'flex h-full gap-3 border-line/70 border-b px-4 py-3 transition-colors focus-visible:outline-offset-[-3px]',
        isOpen ? 'bg-accent-soft' : 'hover:bg-sunken/70',
      )}
    >
      <span className="relative h-fit">
        <CustomerAvatar
          name={readName(customer)}
          isGroup={conversation.kind === 'group'}
          className={cn('size-10', isOpen && 'bg-surface')}
        />
        <ViewerDot viewers={viewers} />
      </span>
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-baseline gap-2">
          <Foreign
            as="span"
            text={name}
            className={cn(
              'min-w-0 flex-1 truncate text-left text-ink text-sm leading-5',
              unread > 0 ? 'font-semibold' : 'font-medium',
            )}
          />
          <time
            dateTime={lastActivityAt}
            className={cn(
              // The button to mark it as read or unread takes its place.
              'num shrink-0 text-xs group-hover/row:invisible group-has-[button:focus-visible]/row:invisible',
              unread > 0 ? 'font-medium text-accent-strong' : 'text-muted',
            )}
          >
            {rowTime(lastActivityAt, nowMs)}
          </time>
        </span>
        <span className="mt-0.5 flex items-center gap-2">
          <Preview conversation={conversation} viewers={viewers} draft={draft} />
          {responder && isElsewhere(responder) ? <ElsewhereChip responder={responder} /> : null}
          {left.state === 'open' && left.tone !== 'calm' && !number ? <LeftChip left={left} /> : null}
          <UnreadBadge count={unread} things="unread" />
        </span>
        {number ? (
          <span className="mt-1 flex items-center gap-2 text-muted text-xs">
            <span className="num min-w-0 flex-1 truncate">
              <span className="sr-only">On </span>
              <Foreign text={number.displayName} /> · {number.displayPhone}
            </span>
            {left.state === 'open' && left.tone !== 'calm' ? <LeftChip left={left} /> : null}
          </span>
        ) : null}
      </span>
    </a>
  );
});

function ElsewhereChip({ responder }: { responder: ResponderDto }) {
  const isAgent = responder.who === 'meta_agent';
  const Icon = isAgent ? Bot : Waypoints;
  return (
    <span
      data-elsewhere={responder.who}
      title={responderSentence(responder)}
      className="inline-flex shrink-0 items-center gap-1 rounded-full bg-accent-soft px-1.5 py-px font-medium text-[0.6875rem] text-accent-strong leading-4"
    >
      <Icon aria-hidden="true" className="size-3" />
      <span className="sr-only">{responderSentence(responder)}</span>
      <span aria-hidden="true">{isAgent ? 'Agent' : 'App'}</span>
    </span>
  );
}

function LeftChip({ left }: { left: { words: string; tone: string } }) {
  return (
    <span
      className={cn(
        'num inline-flex shrink-0 items-center gap-1 rounded-full px-1.5 py-px font-medium text-[0.6875rem] leading-4',
        left.tone === 'urgent' ? 'bg-warn-soft text-warn-ink' : 'bg-idle-soft text-idle-ink',
      )}
    >
      <Clock aria-hidden="true" className="size-3" />
      {left.words}
      <span className="sr-only"> to answer</span>
    </span>
  );
}

function ViewerDot({ viewers }: { viewers: readonly Viewer[] }) {
  const [first] = viewers;
  if (!first) return null;
  const names = viewers.map(({ name }) => isolated(name)).join(', ');
  return (
    <span
      title={`${names} here`}
      className="absolute -right-1 -bottom-1 flex h-[1.125rem] min-w-[1.125rem] items-center justify-center rounded-full border-2 border-surface bg-warn px-0.5 font-semibold text-[0.5625rem] text-[oklch(0.22_0.03_70)] leading-none"
    >
      <span aria-hidden="true">{viewers.length > 1 ? viewers.length : first.name.charAt(0).toUpperCase() || '?'}</span>
      <span className="sr-only">{names} looking</span>
    </span>
  );
}

interface PreviewProps {
  conversation: ConversationDto;
  viewers: readonly Viewer[];
  draft: string | null;
}

function Preview({ conversation, viewers, draft }: PreviewProps) {
  const line = 'flex min-w-0 flex-1 items-center gap-1 text-[0.8125rem] leading-5';
  const typing = viewers.find((viewer) => viewer.typing);
  if (typing) {
    return (
      <span className={cn(line, 'text-warn-ink')}>
        <span className="truncate">
          <Foreign text={typing.name.split(' ')[0] ?? ''} /> is typing…
        </span>
      </span>
    );
  }
  if (draft !== null) {
    return (
      <span className={cn(line, 'text-muted')}>
        <PenLine aria-hidden="true" className="size-3 shrink-0 text-accent-strong" />
        <span className="shrink-0 font-medium text-accent-strong">Draft:</span>
        <Foreign as="span" text={draft} className="truncate text-left" />
      </span>
    );
  }
  const last = conversation.lastMessage;
  if (!last) return <span className={cn(line, 'text-muted')}>No messages yet</span>;
  const isLine = ['system', 'call', 'handover'].includes(last.kind);
  const mine = last.direction === 'out' && !isLine;
  const writer = describeWriter(last, mine);
  return (
    <span className={cn(line, conversation.unread > 0 ? 'text-ink' : 'text-muted')}>
      {mine ? <Ticks status={last.status} /> : null}
      {writer ? (
        <span className="flex max-w-[45%] shrink-0">
          <Foreign as="span" text={writer} className="truncate" />
          :&nbsp;
        </span>
      ) : null}
      <Foreign as="span" text={previewLine(last.preview)} className="truncate text-left" />
    </span>
  );
}

function describeWriter({ sentBy, sender }: NonNullable<ConversationDto['lastMessage']>, mine: boolean): string | null {
  if (sentBy) return sentBy === 'meta_agent' ? 'Agent' : 'App';
  if (mine) return 'You';
  return sender && groupSenderName(sender);
}
