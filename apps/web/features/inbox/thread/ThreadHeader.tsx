'use client';

import type { ConversationDto, NumberDto } from '@switchboard/contracts';
import { ArrowLeft, Clock, Ellipsis, Lock, MailOpen } from 'lucide-react';
import { Foreign } from '@/components/Foreign';
import { Badge } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import { CopyButton } from '@/components/ui/CopyButton';
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from '@/components/ui/DropdownMenu';
import { Skeleton } from '@/components/ui/Skeleton';
import { Tooltip } from '@/components/ui/Tooltip';
import { exactTime } from '@/lib/time';
import { useNow } from '@/lib/useNow';
import { useWide } from '@/lib/useWide';
import { CustomerAvatar } from '../CustomerAvatar';
import { customerDetail, readName, threadName } from '../customerWords';
import { windowLeft } from '../windowLeft';

interface ThreadHeaderProps {
  conversation: ConversationDto | undefined;
  number: NumberDto | undefined;
  /** The time left is shown only where something can be sent. */
  mayAnswer: boolean;
  onBack: () => void;
  onMarkUnread: () => void;
}

export function ThreadHeader({ conversation, number, mayAnswer, onBack, onMarkUnread }: ThreadHeaderProps) {
  return (
    <header className="flex h-14 shrink-0 items-center gap-3 border-line border-b bg-surface px-2 sm:px-4">
      <Button variant="ghost" size="icon" aria-label="Back to the conversations" className="lg:hidden" onClick={onBack}>
        <ArrowLeft aria-hidden="true" className="!size-5" />
      </Button>
      {conversation ? (
        <>
          <Customer conversation={conversation} number={number} mayAnswer={mayAnswer} />
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button variant="ghost" size="icon" aria-label="More for this conversation">
                <Ellipsis aria-hidden="true" />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuItem onSelect={onMarkUnread}>
                <MailOpen aria-hidden="true" className="text-muted" />
                Mark as unread
              </DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        </>
      ) : (
        <NobodyYet />
      )}
    </header>
  );
}

interface CustomerProps extends Pick<ThreadHeaderProps, 'number' | 'mayAnswer'> {
  conversation: ConversationDto;
}

function Customer({ conversation, number, mayAnswer }: CustomerProps) {
  const { customer } = conversation;
  const isGroup = conversation.kind === 'group';
  // On a phone the thread is the page.
  const wide = useWide();
  return (
    <>
      <CustomerAvatar name={readName(customer)} isGroup={isGroup} />
      <div className="min-w-0 flex-1">
        <Foreign
          as={wide ? 'h2' : 'h1'}
          id="thread-title"
          text={threadName(conversation)}
          className="truncate text-left font-semibold text-[0.9375rem] text-ink leading-5"
        />
        <p className="num flex min-w-0 items-center gap-1 text-muted text-xs">
          <span dir="auto" className="truncate text-left">
            {isGroup ? 'WhatsApp group' : customerDetail(customer)}
          </span>
          {customer.phone ? <CopyButton value={customer.phone} what="phone number" className="!size-5" /> : null}
          {number ? (
            <span className="hidden truncate sm:inline">
              · to <Foreign text={number.displayName} />
            </span>
          ) : null}
        </p>
      </div>
      {mayAnswer ? <TimeLeft closesAt={conversation.windowClosesAt} /> : null}
    </>
  );
}

function NobodyYet() {
  const wide = useWide();
  return (
    <div role="status" className="flex items-center gap-3">
      {wide ? null : <h1 className="sr-only">Conversation</h1>}
      <span className="sr-only">Loading the conversation</span>
      <Skeleton className="size-9 rounded-full" />
      <div className="space-y-1.5">
        <Skeleton className="h-3.5 w-32" />
        <Skeleton className="h-3 w-24" />
      </div>
    </div>
  );
}

const explanation =
  'WhatsApp takes free messages for 24 hours after the customer’s last one; then only approved templates.';

function TimeLeft({ closesAt }: { closesAt: string | null }) {
  const left = windowLeft(closesAt, useNow());
  const isOpen = left.state === 'open';
  const Icon = isOpen ? Clock : Lock;
  const words = isOpen ? left.words : left.state === 'closed' ? '24 h are over' : 'Templates only';
  return (
    <Tooltip text={closesAt && isOpen ? `${explanation} Until ${exactTime(closesAt)}.` : explanation}>
      <button type="button" className="cursor-help rounded-full" data-window={left.state}>
        <Badge
          tone={isOpen && left.tone !== 'calm' ? (left.tone === 'urgent' ? 'warn' : 'accent') : 'idle'}
          className="num"
        >
          <Icon aria-hidden="true" />
          {words}
        </Badge>
      </button>
    </Tooltip>
  );
}
