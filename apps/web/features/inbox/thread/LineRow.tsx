import type { MessageDto } from '@switchboard/contracts';
import { Bot, Info, Phone, PhoneIncoming, PhoneMissed, PhoneOutgoing, Waypoints } from 'lucide-react';
import { Foreign } from '@/components/Foreign';
import { cn } from '@/lib/cn';
import { clockTime, exactTime } from '@/lib/time';
import { callWords } from '../content/callWords';
import { MessageText } from '../content/MessageText';
import { handoverLine } from '../responders/responderWords';

const look =
  'mx-auto flex w-fit max-w-[90%] items-start gap-1.5 rounded-lg bg-sunken px-3 py-1.5 text-center text-muted text-xs';

export function LineRow({ message, myUserId }: { message: MessageDto; myUserId: string }) {
  const { content } = message;
  switch (content.kind) {
    case 'call':
      return <CallLine message={message} />;
    case 'handover':
      return <HandoverLine message={message} myUserId={myUserId} />;
    default:
      return (
        <p className={look}>
          <Info aria-hidden="true" className="mt-px size-3.5 shrink-0" />
          <Foreign
            as="span"
            text={content.kind === 'system' ? content.text : ''}
            maxLength={2_000}
            className="[overflow-wrap:anywhere]"
          />
        </p>
      );
  }
}

function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactTime(at)} className="num shrink-0">
      {clockTime(at)}
    </time>
  );
}

function CallLine({ message }: { message: MessageDto }) {
  const { content, direction, at } = message;
  if (content.kind !== 'call') return null;
  const isMissed = content.state === 'missed';
  const Icon = isMissed
    ? PhoneMissed
    : content.state === 'ringing'
      ? Phone
      : direction === 'in'
        ? PhoneIncoming
        : PhoneOutgoing;
  return (
    <p data-call={content.state} className={cn(look, 'items-center', isMissed && 'bg-bad-soft text-bad-ink')}>
      <Icon aria-hidden="true" className="size-3.5 shrink-0" />
      <span className="font-medium">{callWords(content, direction)}</span>
      <Time at={at} />
    </p>
  );
}

function HandoverLine({ message, myUserId }: { message: MessageDto; myUserId: string }) {
  const { content, at } = message;
  if (content.kind !== 'handover') return null;
  const isAgent = content.from.who === 'meta_agent' || content.to.who === 'meta_agent';
  const Icon = isAgent ? Bot : Waypoints;
  return (
    <div data-handover={content.to.who} className="mx-auto w-fit max-w-[90%] rounded-lg bg-sunken px-3 py-1.5 text-xs">
      <p className="flex items-center justify-center gap-1.5 text-center text-muted">
        <Icon aria-hidden="true" className="size-3.5 shrink-0" />
        <span dir="auto" className="font-medium">
          {handoverLine(message, myUserId)}
        </span>
        <Time at={at} />
      </p>
      {content.summary ? <MessageText plain text={content.summary} className="mt-1 max-w-[34rem] text-ink" /> : null}
    </div>
  );
}
