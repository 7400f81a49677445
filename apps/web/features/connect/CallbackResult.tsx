'use client';

import Link from 'next/link';
import { type ReactNode, useEffect, useRef } from 'react';
import { StepList } from '@/components/StepList';
import { Button } from '@/components/ui/Button';
import { Card, CardBody } from '@/components/ui/Card';
import { ConnectButton } from '@/features/metaLogin/ConnectButton';
import { withoutSaid } from '@/lib/attempts';
import { loginPath } from '@/lib/safeNextPath';
import { STATUS_PATH } from '@/lib/statusPath';
import { firstSteps } from '@/lib/stepWords';
import { AttemptNumbers } from './AttemptNumbers';
import { CallbackProgress } from './CallbackProgress';
import type { CallbackAction, CallbackView } from './callbackView';
import { connectedWords } from './connectedWords';
import type { MetaReturn } from './metaReturn';
import { NumberChooser } from './NumberChooser';
import { SupportDetails } from './SupportDetails';
import { useMetaCallback } from './useMetaCallback';

interface CallbackResultProps {
  returned: MetaReturn;
  /** The person came by a hand-over link and may not be signed in. */
  isHandover: boolean;
  onNextAttempt: (attemptId: string) => void;
}

export function CallbackResult({ returned, isHandover, onNextAttempt }: CallbackResultProps) {
  const { view, attempt, repost, resume, choose, lookAgain } = useMetaCallback(returned);
  // Before a code has come, an attempt has no steps to show.
  const steps = attempt && attempt.phase !== 'waiting' && attempt.steps.length > 0 ? attempt.steps : firstSteps;

  if (view.kind === 'working') return <CallbackProgress steps={steps} />;
  if (view.kind === 'choosing') {
    return (
      <>
        <ResultHeading tone="info">Which numbers should Switchboard connect?</ResultHeading>
        <p className="mt-2 mb-7 text-muted">
          The login worked, and Meta shared more than one number. Nothing is connected until you choose.
        </p>
        <NumberChooser choice={view.choice} problem={view.problem} onChoose={choose} />
      </>
    );
  }
  if (view.kind === 'connected') {
    const { title, text, whole } = connectedWords(view.attempt);
    return (
      <>
        <ResultHeading tone={whole ? undefined : 'warn'}>{title}</ResultHeading>
        <p className="mt-2 text-muted">{text}</p>
        <Card className="mt-7">
          <AttemptNumbers numbers={view.attempt.numbers} />
        </Card>
        <div className="mt-6 flex flex-wrap gap-2">
          {isHandover ? (
            <p className="text-muted">You can close this page. Whoever sent you the link sees the same.</p>
          ) : (
            <StatusLink primary />
          )}
        </div>
      </>
    );
  }

  const act: Partial<Record<CallbackAction, () => void>> = { repost, resume, look_again: lookAgain };
  // Only the people who asked for the connection can retry with the stored token.
  const again = isHandover && view.action === 'resume' ? undefined : act[view.action];
  const shown = attempt && withoutSaid(attempt, view.message);
  const showSteps = attempt?.steps.some((step) => step.state === 'done' || step.state === 'failed') ?? false;
  return (
    <>
      <ResultHeading tone={view.tone}>{view.title}</ResultHeading>
      <p role="alert" className="mt-2 text-muted" data-ending={view.code}>
        {view.message}
      </p>
      {attempt?.reconnect && attempt.phase !== 'partial' ? (
        <p className="mt-2 text-muted">What was connected before is untouched.</p>
      ) : null}
      {shown && showSteps ? (
        <Card className="mt-7">
          <CardBody>
            <StepList steps={shown.steps} />
          </CardBody>
          {shown.numbers.length > 0 ? (
            <div className="border-line border-t">
              <AttemptNumbers numbers={shown.numbers} />
            </div>
          ) : null}
        </Card>
      ) : null}
      <div className="mt-6 flex flex-wrap gap-2">
        {again ? (
          <Button variant="primary" onClick={again}>
            Try again
          </Button>
        ) : null}
        {view.action === 'connect_again' && !isHandover ? (
          <ConnectButton
            label="Connect again"
            onAttempt={onNextAttempt}
            {...(attempt?.reconnect ? { reconnect: attempt.reconnect } : {})}
          />
        ) : null}
        {isHandover ? (
          again ? null : (
            <p className="text-muted">To try again, ask whoever sent you the link for a new one.</p>
          )
        ) : view.action === 'sign_in' ? (
          <Button asChild variant="primary">
            <Link href={loginPath(STATUS_PATH)} replace>
              Log in again
            </Link>
          </Button>
        ) : (
          <StatusLink primary={view.action === 'open_status'} />
        )}
      </div>
      <div className="mt-6">
        <SupportDetails
          fbtraceId={view.fbtraceId}
          metaSessionId={view.metaSessionId}
          requestId={view.requestId}
          attemptId={attempt?.attemptId ?? null}
        />
      </div>
    </>
  );
}

/** The heading takes the focus, so that keyboards and screen readers continue from here. */
function ResultHeading({
  children,
  tone,
}: {
  children: ReactNode;
  tone?: (CallbackView & { kind: 'ending' })['tone'];
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const bar = tone === undefined ? 'bg-good' : { bad: 'bg-bad', warn: 'bg-warn', info: 'bg-idle' }[tone];
  return (
    <>
      <span aria-hidden="true" className={`mb-5 block h-1 w-10 rounded-full ${bar}`} />
      <h1 ref={heading} tabIndex={-1} className="font-semibold text-[1.75rem] text-ink leading-tight outline-none">
        {children}
      </h1>
    </>
  );
}

/** Replaces this page in the history, so that Back does not lead through it again. */
function StatusLink({ primary }: { primary: boolean }) {
  return (
    <Button asChild variant={primary ? 'primary' : 'outline'}>
      <Link href={STATUS_PATH} replace>
        Go to status
      </Link>
    </Button>
  );
}
