'use client';

import type { ConversationDto, MessageDto, NumberDto } from '@switchboard/contracts';
import { LayoutTemplate, Unplug, WifiOff, X } from 'lucide-react';
import Link from 'next/link';
import { type RefObject, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { type ApiError, findEnding, readMessage } from '@/lib/apiError';
import { useConnection } from '@/lib/connection';
import { STATUS_PATH } from '@/lib/statusPath';
import { useNow } from '@/lib/useNow';
import { useViewers } from '../live/PresenceProvider';
import { viewersSentence } from '../live/presence';
import { isElsewhere, responderNow, responderSentence } from '../responders/responderWords';
import type { ThreadControl } from '../responders/useThreadControl';
import { TemplatePanel } from '../templates/TemplatePanel';
import type { AnswerState } from './answerState';
import { Composer } from './Composer';
import { NumberTroubleBar } from './NumberTroubleBar';
import type { useAttachments } from './useAttachments';

interface ComposerAreaProps {
  conversation: ConversationDto;
  number: NumberDto | undefined;
  answer: AnswerState;
  files: ReturnType<typeof useAttachments>;
  field: RefObject<HTMLTextAreaElement | null>;
  replyTo: { message: MessageDto; sender: string } | null;
  onCancelReply: () => void;
  onLeave: () => void;
  control: ThreadControl;
}

const windowWords = {
  closed:
    'The customer wrote more than 24 hours ago, so WhatsApp takes only an approved template now. Once the customer answers, you can write freely.',
  never:
    'The customer has not written yet, so WhatsApp takes only an approved template. Once the customer answers, you can write freely.',
};

/** The lower end of a thread: what can be sent now, or why nothing can. */
export function ComposerArea({ conversation, number, answer, control, ...composer }: ComposerAreaProps) {
  const [templates, setTemplates] = useState(false);
  const nowMs = useNow();
  const responder = responderNow(conversation.responder, nowMs);
  const openTemplates = () => {
    control.forget();
    setTemplates(true);
  };
  return (
    <div className="shrink-0 px-3 pt-1 pb-3 sm:px-5 sm:pb-4">
      <ViewersLine conversationId={conversation.id} />
      <ConnectionLine />
      <NumberTroubleBar number={number} />
      {control.problem ? (
        <ControlProblem problem={control.problem} control={control} onTemplate={openTemplates} />
      ) : null}
      {answer === 'disconnected' ? (
        <Notice
          tone="warn"
          title={`${number?.displayPhone ?? 'This number'} is disconnected`}
          className="sm:p-4"
          actions={
            <Button asChild size="sm">
              <Link href={STATUS_PATH}>
                <Unplug aria-hidden="true" />
                Open WhatsApp status
              </Link>
            </Button>
          }
        >
          <p>Nothing can be sent from it until it is connected again. The conversation is kept.</p>
        </Notice>
      ) : answer === 'group' ? (
        <Notice tone="info" title="Groups are answered on the phone for now" className="sm:p-4">
          <p>What is written in this group appears here. To answer, open it in the WhatsApp Business app.</p>
        </Notice>
      ) : answer === 'elsewhere' && !templates ? (
        // The answer to the last request says this already.
        control.problem?.code === 'take_over_refused' ? null : (
          <Notice
            tone="info"
            title="To write here, take over"
            className="sm:p-4"
            actions={
              <>
                <Button
                  size="sm"
                  pending={control.pending === 'take'}
                  pendingLabel="Taking over…"
                  onClick={() => control.press('take')}
                >
                  Take over
                </Button>
                <Button size="sm" variant="outline" onClick={openTemplates}>
                  <LayoutTemplate aria-hidden="true" />
                  Send a template
                </Button>
              </>
            }
          >
            <p>WhatsApp takes free messages only from whoever answers. A template can be sent at any time.</p>
          </Notice>
        )
      ) : answer === 'closed' || answer === 'never' ? (
        <TemplatePanel
          conversation={conversation}
          notice={
            <>
              <span className="font-semibold">{answer === 'closed' ? 'The 24 hours are over. ' : ''}</span>
              {windowWords[answer]}
            </>
          }
          onClose={null}
        />
      ) : templates ? (
        <TemplatePanel conversation={conversation} notice={null} onClose={() => setTemplates(false)} />
      ) : (
        <>
          {isElsewhere(responder) && responder ? (
            <p className="px-2 pb-1.5 text-muted text-xs" data-takes-over>
              {responderSentence(responder)}. When you write, you take the conversation over.
            </p>
          ) : null}
          <Composer conversation={conversation} onTemplate={() => setTemplates(true)} {...composer} />
        </>
      )}
    </div>
  );
}

interface ControlProblemProps {
  problem: ApiError;
  control: ThreadControl;
  onTemplate: () => void;
}

function ControlProblem({ problem, control, onTemplate }: ControlProblemProps) {
  const mayUseTemplate = problem.code === 'take_over_refused';
  return (
    <Notice
      tone="warn"
      role="alert"
      title={findEnding(problem.code).title}
      className="mb-2 sm:p-4"
      corner={
        <Button variant="ghost" size="icon" aria-label="Close" onClick={control.forget}>
          <X aria-hidden="true" />
        </Button>
      }
      actions={
        mayUseTemplate ? (
          <Button size="sm" onClick={onTemplate}>
            <LayoutTemplate aria-hidden="true" />
            Answer with a template
          </Button>
        ) : null
      }
    >
      <p>{readMessage(problem)}</p>
    </Notice>
  );
}

function ConnectionLine() {
  const connection = useConnection();
  return (
    <p role="status" className="text-warn-ink text-xs">
      {connection === 'online' ? null : (
        <span data-connection={connection} className="flex items-center gap-1.5 px-2 pb-1.5">
          <WifiOff aria-hidden="true" className="size-3.5 shrink-0" />
          {connection === 'offline' ? 'You are offline.' : 'Switchboard cannot be reached.'} What you send waits here
          and goes by itself.
        </span>
      )}
    </p>
  );
}

/** Colleagues in this conversation. One who types is a reason to wait, so that a customer is not answered twice. */
function ViewersLine({ conversationId }: { conversationId: string }) {
  const viewers = useViewers(conversationId);
  const sentence = viewersSentence(viewers);
  const typing = viewers.some((viewer) => viewer.typing);
  return (
    <p role="status" className="flex min-h-6 items-center gap-1.5 px-2 text-xs" data-viewers={viewers.length}>
      {sentence ? (
        <>
          <span
            aria-hidden="true"
            className={typing ? 'size-1.5 animate-pulse rounded-full bg-warn' : 'size-1.5 rounded-full bg-idle'}
          />
          <span className={typing ? 'font-medium text-warn-ink' : 'text-muted'}>
            {sentence}
            {typing ? (
              <span className="sr-only sm:not-sr-only">
                {' '}
                Wait a moment, so that the customer is not answered twice.
              </span>
            ) : null}
          </span>
        </>
      ) : null}
    </p>
  );
}
