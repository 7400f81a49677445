'use client';

import type { ConversationDto, NumberDto, ResponderDto } from '@switchboard/contracts';
import { Bot, ChevronDown, CircleDashed, CircleUserRound, MegaphoneOff, Undo2, Waypoints } from 'lucide-react';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { Tooltip } from '@/components/ui/Tooltip';
import { exactTime } from '@/lib/time';
import { useNow } from '@/lib/useNow';
import { MessageText } from '../content/MessageText';
import { dayWithin, dayWords } from '../inboxTime';
import { handBackWords, isElsewhere, isRouted, responderNow, responderSentence } from './responderWords';
import type { ThreadControl } from './useThreadControl';

interface ThreadStripProps {
  conversation: ConversationDto;
  number: NumberDto | undefined;
  control: ThreadControl;
}

export function ThreadStrip({ conversation, number, control }: ThreadStripProps) {
  const responder = responderNow(conversation.responder, useNow());
  if (!responder && conversation.optOuts.length === 0) return null;
  return (
    <section
      aria-label="About this conversation"
      className="shrink-0 divide-y divide-line/70 border-line border-b bg-surface text-[0.8125rem]"
    >
      {responder ? (
        <WhoAnswers responder={responder} mayAct={number?.isActive !== false} number={number} control={control} />
      ) : null}
      {conversation.optOuts.map((optOut) => (
        <OptOut key={optOut.category} {...optOut} />
      ))}
    </section>
  );
}

const icons = { us: CircleUserRound, meta_agent: Bot, other_app: Waypoints, nobody: CircleDashed };

interface WhoAnswersProps {
  responder: ResponderDto;
  number: NumberDto | undefined;
  mayAct: boolean;
  control: ThreadControl;
}

function WhoAnswers({ responder, number, mayAct, control }: WhoAnswersProps) {
  const Icon = icons[responder.who];
  const elsewhere = isElsewhere(responder);
  return (
    <div data-responder={responder.who} className={elsewhere ? 'bg-accent-soft/60' : undefined}>
      <div className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 px-3 py-1.5 sm:px-5">
        <Icon aria-hidden="true" className="size-4 shrink-0 text-accent-strong" />
        <p dir="auto" className="min-w-0 flex-1 font-medium text-ink [overflow-wrap:anywhere]">
          {responderSentence(responder)}
        </p>
        {mayAct && elsewhere ? (
          <Button
            size="sm"
            pending={control.pending === 'take'}
            pendingLabel="Taking over…"
            onClick={() => control.press('take')}
          >
            Take over
          </Button>
        ) : null}
        {mayAct && responder.who === 'us' && isRouted(number) ? (
          <Tooltip text={handBackWords(responder)}>
            <Button
              size="sm"
              variant="ghost"
              pending={control.pending === 'hand_back'}
              pendingLabel="Handing back…"
              onClick={() => control.press('hand_back')}
            >
              <Undo2 aria-hidden="true" />
              Hand back
            </Button>
          </Tooltip>
        ) : null}
      </div>
      {responder.summary ? <Summary {...responder.summary} /> : null}
    </div>
  );
}

/** The agent's summary, folded so that it never pushes the thread away. */
function Summary({ text, at }: { text: string; at: string }) {
  const nowMs = useNow();
  return (
    <details className="group px-3 pb-2 sm:px-5" data-summary>
      <summary className="flex w-fit cursor-pointer list-none items-center gap-1 rounded-sm text-muted text-xs hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronDown aria-hidden="true" className="size-3.5 transition-transform group-open:rotate-180" />
        What it is about, says the agent · <time dateTime={at}>{dayWords(at, nowMs)}</time>
      </summary>
      <section
        aria-label="What it is about"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls with the keyboard
        tabIndex={0}
        className="mt-1.5 max-h-40 overflow-y-auto rounded-lg border border-line bg-canvas px-3 py-2 text-ink leading-5"
      >
        <MessageText text={text} plain />
      </section>
    </details>
  );
}

const categories: Record<string, string> = { marketing_messages: 'marketing messages' };

function OptOut({ category, since }: { category: string; since: string }) {
  const nowMs = useNow();
  return (
    <p data-opt-out={category} className="flex items-center gap-2 px-3 py-2 text-ink sm:px-5">
      <MegaphoneOff aria-hidden="true" className="size-4 shrink-0 text-warn-ink" />
      <span>
        Does not want <Foreign text={categories[category] ?? category.replaceAll('_', ' ')} />
        <span className="text-muted">
          {' '}
          since{' '}
          <time dateTime={since} title={exactTime(since)}>
            {dayWithin(since, nowMs)}
          </time>
        </span>
      </span>
    </p>
  );
}
