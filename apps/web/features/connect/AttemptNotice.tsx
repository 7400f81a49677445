'use client';

import type { AttemptChoice, AttemptDto } from '@switchboard/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { toast } from 'sonner';
import { StepList } from '@/components/StepList';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { Notice } from '@/components/ui/Notice';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { ConnectButton } from '@/features/metaLogin/ConnectButton';
import { asApiError, findEnding, readMessage } from '@/lib/apiError';
import { showAttempt } from '@/lib/attemptCache';
import { findEndingCode, withoutSaid } from '@/lib/attempts';
import { accountClient } from '@/lib/connectApi';
import { queryKeys } from '@/lib/queryClient';
import { useNow } from '@/lib/useNow';
import { AttemptNumbers } from './AttemptNumbers';
import { connectedWords } from './connectedWords';
import { NumberChooser } from './NumberChooser';
import { SupportDetails } from './SupportDetails';
import { readMetaSession, stoppedWords } from './stoppedWords';

/** Attempts that the person has hidden, until the page is loaded again. */
const hidden = new Set<string>();

interface AttemptNoticeProps {
  attempt: AttemptDto;
  mayStart: boolean;
}

export function AttemptNotice({ attempt, mayStart }: AttemptNoticeProps) {
  const key = `${attempt.attemptId} ${attempt.revision}`;
  const [, rerender] = useState(0);
  if (attempt.phase === 'connected' || hidden.has(key)) return null;
  if (attempt.phase === 'waiting') return <Waiting attempt={attempt} mayStart={mayStart} />;
  if (attempt.phase === 'choosing' && attempt.choice !== null) {
    return <NumberSelection attempt={attempt} choice={attempt.choice} />;
  }
  if (attempt.phase === 'working') {
    return (
      <Card aria-labelledby="attempt-title">
        <CardHeader id="attempt-title" title="Connecting now" description={<StartedBy attempt={attempt} />} />
        <CardBody>
          <StepList steps={attempt.steps} flow={attempt.flow} />
        </CardBody>
      </Card>
    );
  }
  const hide = () => {
    hidden.add(key);
    rerender((count) => count + 1);
  };
  return <Ended attempt={attempt} mayStart={mayStart} onHide={hide} />;
}

function StartedBy({ attempt }: { attempt: AttemptDto }): ReactNode {
  return (
    <>
      Started by {attempt.startedBy} <RelativeTime at={attempt.startedAt} />.
    </>
  );
}

function NumberSelection({ attempt, choice }: { attempt: AttemptDto; choice: AttemptChoice }) {
  const queryClient = useQueryClient();
  const choose = useMutation({
    mutationFn: (phoneNumberIds: readonly string[]) => accountClient.choose(attempt.attemptId, phoneNumberIds),
    onSuccess: (next) => {
      showAttempt(queryClient, next);
      if (next.phase !== 'connected') return;
      const { title, whole } = connectedWords(next);
      if (whole) toast.success(title);
      else toast.warning(title);
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: queryKeys.status }),
  });
  return (
    <Card aria-labelledby="attempt-title" data-attempt="choosing">
      <CardHeader
        id="attempt-title"
        title="Which numbers should Switchboard connect?"
        description={
          <>
            Meta shared more than one number. Nothing is connected until you choose. <StartedBy attempt={attempt} />
          </>
        }
      />
      <CardBody>
        <NumberChooser
          key={attempt.attemptId}
          choice={choice}
          problem={choose.error ? asApiError(choose.error) : null}
          pending={choose.isPending}
          onChoose={(phoneNumberIds) => choose.mutate(phoneNumberIds)}
        />
      </CardBody>
    </Card>
  );
}

function Waiting({ attempt, mayStart }: AttemptNoticeProps) {
  const now = useNow();
  const late = Date.parse(attempt.expiresAt) <= now;
  return (
    <Notice
      tone="info"
      title={late ? 'A login at Meta was not finished' : 'A login at Meta is open'}
      actions={mayStart ? <ConnectButton size="sm" label="Start again" /> : null}
    >
      <p>
        <StartedBy attempt={attempt} />{' '}
        {late
          ? 'It took too long and cannot be finished any more. Nothing was changed.'
          : 'Meta’s window is open, or was left. Finish the login there, or start again.'}
      </p>
    </Notice>
  );
}

function Ended({ attempt, mayStart, onHide }: AttemptNoticeProps & { onHide: () => void }) {
  const queryClient = useQueryClient();
  const retry = useMutation({
    mutationFn: () => accountClient.retry(attempt.attemptId),
    onSuccess: (next) => {
      showAttempt(queryClient, next);
      if (next.phase === 'connected') toast.success('That worked');
    },
    onError: (error) => toast.error(readMessage(asApiError(error))),
  });
  const code = findEndingCode(attempt);
  if (code === null) return null;
  const partial = attempt.phase === 'partial';
  const calm = ['denied', 'closed', 'expired'].includes(attempt.phase);
  const stopped = stoppedWords(attempt.problem);
  const message = stopped?.message ?? attempt.problem?.message ?? findEnding(code).message;
  const wrong = attempt.numbers.filter((number) => number.problem);
  const listed = withoutSaid({ steps: [], numbers: wrong }, message).numbers;
  return (
    <div data-ending={code}>
      <Notice
        tone={partial ? 'warn' : calm ? 'info' : 'bad'}
        title={partial ? 'Some of it is not connected yet' : (stopped?.title ?? findEnding(code).title)}
        corner={
          attempt.canRetry ? null : (
            <Button variant="ghost" size="iconSm" aria-label="Hide this message" onClick={onHide}>
              <X aria-hidden="true" />
            </Button>
          )
        }
        actions={
          attempt.canRetry ? (
            <Button
              size="sm"
              variant="primary"
              pending={retry.isPending}
              pendingLabel="Trying…"
              onClick={() => retry.mutate()}
            >
              Try again
            </Button>
          ) : mayStart ? (
            <ConnectButton
              size="sm"
              variant="outline"
              label="Connect again"
              {...(attempt.reconnect ? { reconnect: attempt.reconnect } : {})}
            />
          ) : null
        }
      >
        <p>{message}</p>
        <p className="text-muted text-xs">
          <StartedBy attempt={attempt} />
        </p>
        {wrong.length > 0 ? (
          <div className="-mx-1 rounded-control border border-line bg-surface">
            <AttemptNumbers numbers={listed} />
          </div>
        ) : null}
        <SupportDetails
          fbtraceId={attempt.problem?.fbtraceId ?? wrong[0]?.problem?.fbtraceId ?? null}
          metaSessionId={readMetaSession(attempt.problem)}
          attemptId={attempt.attemptId}
        />
      </Notice>
    </div>
  );
}
