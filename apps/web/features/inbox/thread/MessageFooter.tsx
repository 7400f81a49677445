'use client';

import type { MessageDto } from '@switchboard/contracts';
import { Bot, Clock, Eye, Forward, RotateCw, Smartphone, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { CodeLink } from '@/components/CodeLink';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { readMessage } from '@/lib/apiError';
import { clockTime, exactTime } from '@/lib/time';
import { useSecond } from '@/lib/useSecond';
import { secondsUntil } from '../inboxTime';
import type { OutboxItem } from '../state/outbox';
import { HeldMessage } from './HeldMessage';
import { statusWords } from './messageWords';
import { useThreadActions } from './ThreadActions';
import { Ticks } from './Ticks';
import { Trouble } from './Trouble';

export function MessageFooter({ message, unsent }: { message: MessageDto; unsent: OutboxItem | null }) {
  const { at, edited, direction, origin, status, forwarded, standby } = message;
  const mine = direction === 'out';
  return (
    <p className="num mt-1 flex flex-wrap items-center justify-end gap-x-1.5 text-[0.6875rem] text-muted leading-4">
      {forwarded === 'no' ? null : (
        <span className="mr-auto inline-flex items-center gap-1">
          <Forward aria-hidden="true" className="size-3" />
          {forwarded === 'often' ? 'Forwarded many times' : 'Forwarded'}
        </span>
      )}
      {origin === 'phone_app' ? (
        <span className="inline-flex items-center gap-1">
          <Smartphone aria-hidden="true" className="size-3" />
          sent from the phone app
        </span>
      ) : origin === 'meta_agent' ? (
        <span className="inline-flex items-center gap-1">
          <Bot aria-hidden="true" className="size-3" />
          Meta’s agent
        </span>
      ) : origin === 'other_app' ? (
        <span>sent from another app</span>
      ) : standby ? (
        <span className="inline-flex items-center gap-1">
          <Eye aria-hidden="true" className="size-3" />
          went to somebody else
        </span>
      ) : null}
      {edited ? <span>edited</span> : null}
      <time dateTime={at} title={exactTime(at)}>
        {clockTime(at)}
      </time>
      {mine ? <Ticks status={unsent?.state === 'failed' ? 'failed' : status} /> : null}
    </p>
  );
}

export function MessageTrouble({
  message,
  unsent,
  retried,
}: {
  message: MessageDto;
  unsent: OutboxItem | null;
  retried: boolean;
}) {
  const { sendAgain, discard } = useThreadActions();
  if (unsent?.state === 'waiting') {
    return (
      <Trouble
        tone="warn"
        title="Waiting for a connection"
        actions={
          <Button size="sm" variant="ghost" onClick={() => discard(unsent.clientId)}>
            <Trash2 aria-hidden="true" />
            Discard
          </Button>
        }
      >
        It is kept in this browser and sent by itself, once.
      </Trouble>
    );
  }
  if (unsent?.state === 'failed') {
    return (
      <Trouble
        tone="bad"
        title="Not sent"
        actions={
          <>
            <Button size="sm" onClick={() => sendAgain(unsent.clientId)}>
              <RotateCw aria-hidden="true" />
              Try again
            </Button>
            <Button size="sm" variant="ghost" onClick={() => discard(unsent.clientId)}>
              <Trash2 aria-hidden="true" />
              Discard
            </Button>
          </>
        }
      >
        {unsent.problem ? (
          <Foreign text={readMessage(unsent.problem)} />
        ) : (
          'It was written a while ago and never left this browser. Look whether it still makes sense.'
        )}
      </Trouble>
    );
  }
  if (message.held) return <HeldMessage message={message} held={message.held} />;
  if (message.status === 'queued' && message.nextTryAt) return <NextTry at={message.nextTryAt} />;
  if (message.status === 'unclear') {
    return (
      <Trouble
        tone="warn"
        title={statusWords.unclear}
        actions={retried ? <TriedAgain /> : <RetryButton message={message} />}
      >
        <Foreign
          text={
            message.problem?.message ??
            'Meta did not answer in time. If it was sent, a tick appears here. Try again only if the customer did not get it.'
          }
        />
      </Trouble>
    );
  }
  if (message.status !== 'failed') return null;
  return (
    <Trouble
      tone="bad"
      title={message.problem?.title ?? statusWords.failed}
      actions={retried ? <TriedAgain /> : <RetryButton message={message} />}
    >
      {message.problem ? <Foreign text={message.problem.message} /> : null}
      {message.problem?.metaCode ? (
        <span className="text-muted">
          {' ('}
          <CodeLink code={message.problem.metaCode} />)
        </span>
      ) : null}
    </Trouble>
  );
}

const TriedAgain = () => <span className="text-muted text-xs">Tried again below</span>;

function RetryButton({ message }: { message: MessageDto }) {
  const { retry, mayAnswer } = useThreadActions();
  const [pending, setPending] = useState(false);
  const helps = message.problem?.retryHelps ?? true;
  if (!mayAnswer && message.content.kind !== 'template') return null;
  const press = async () => {
    setPending(true);
    await retry(message);
    setPending(false);
  };
  return (
    <Button
      size="sm"
      variant={helps ? 'outline' : 'ghost'}
      pending={pending}
      pendingLabel="Sending…"
      title={helps ? undefined : 'The same will probably be refused again'}
      onClick={() => void press()}
    >
      <RotateCw aria-hidden="true" />
      Try again
    </Button>
  );
}

function NextTry({ at }: { at: string }) {
  const seconds = secondsUntil(at, useSecond(true));
  return (
    <p className="num mt-1.5 text-muted text-xs">
      <Clock aria-hidden="true" className="-mt-0.5 mr-1 inline size-3.5" />
      {seconds > 0 ? `Meta asked to wait, trying again in ${seconds} s` : 'Meta asked to wait, trying again now'}
    </p>
  );
}
