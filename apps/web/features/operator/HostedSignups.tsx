'use client';

import {
  type HostedSignupDto,
  type HostedSignupState,
  type HostedSignupsReply,
  isAssignable,
} from '@switchboard/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { Badge, type Tone } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { Notice } from '@/components/ui/Notice';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { asApiError, readMessage } from '@/lib/apiError';
import { AssignDialog } from './AssignDialog';
import { dismissHosted, hostedKey } from './operatorApi';

interface HostedSignupsProps {
  token: string;
  hosted: HostedSignupsReply;
}

/** What businesses shared on Meta's hosted page. Only the operator knows which account it belongs to. */
export function HostedSignups({ token, hosted: { canFinish, signups, moreWaiting } }: HostedSignupsProps) {
  const [assigning, setAssigning] = useState<HostedSignupDto | null>(null);
  return (
    <Card aria-labelledby="hosted-title">
      <CardHeader
        id="hosted-title"
        title="Signed up on Meta’s page"
        description="Meta says what a business shared with us there, not who it is here. Nothing is connected until you choose the account."
      />
      <CardBody className="space-y-5">
        {canFinish ? null : (
          <Notice tone="warn" title="They cannot be finished yet">
            <p>
              Set <code>META_SYSTEM_USER_TOKEN</code> to the token of your system user and restart the API. Nothing is
              lost until then.
            </p>
          </Notice>
        )}
        {signups.length === 0 ? (
          <p className="text-muted">Nobody has signed up there yet.</p>
        ) : (
          <ul aria-label="Sign-ups" className="divide-y divide-line">
            {signups.map((signup) => (
              <SignupRow
                key={signup.wabaId}
                token={token}
                signup={signup}
                canFinish={canFinish}
                onAssign={() => setAssigning(signup)}
              />
            ))}
          </ul>
        )}
        {moreWaiting > 0 ? (
          <p className="text-muted text-sm">
            {moreWaiting} more {moreWaiting === 1 ? 'waits' : 'wait'}. They come up when those above are assigned or
            dismissed.
          </p>
        ) : null}
      </CardBody>
      {assigning ? (
        <AssignDialog key={assigning.wabaId} token={token} signup={assigning} onClose={() => setAssigning(null)} />
      ) : null}
    </Card>
  );
}

const stateWords: Record<HostedSignupState, { tone: Tone; words: string }> = {
  waiting: { tone: 'warn', words: 'Waiting' },
  connected: { tone: 'good', words: 'Connected' },
  dismissed: { tone: 'idle', words: 'Dismissed' },
  gone: { tone: 'bad', words: 'No longer shared' },
};

/** The numbers were disconnected, or their access ended, after connecting. */
const stoppedWords: { tone: Tone; words: string } = { tone: 'warn', words: 'Not working any more' };

interface SignupRowProps {
  token: string;
  signup: HostedSignupDto;
  canFinish: boolean;
  onAssign: () => void;
}

function SignupRow({ token, signup, canFinish, onAssign }: SignupRowProps) {
  const queryClient = useQueryClient();
  const dismiss = useMutation({
    mutationFn: () => dismissHosted(token, signup.wabaId),
    onError: (error) => toast.error(readMessage(asApiError(error))),
    onSettled: () => queryClient.invalidateQueries({ queryKey: hostedKey }),
  });
  const { wabaId, businessId, state, at, account, working } = signup;
  const { tone, words } = state === 'connected' && !working ? stoppedWords : stateWords[state];
  return (
    <li
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-4 first:pt-0 last:pb-0"
      data-hosted={wabaId}
      data-state={state}
    >
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm">
          <span className="font-medium text-ink">{account?.name ?? 'WhatsApp account'}</span>
          <Badge tone={tone}>{words}</Badge>
        </p>
        <p className="num mt-1 text-muted text-xs">
          WhatsApp account {wabaId} · {businessId === null ? 'Meta named no business' : `business ${businessId}`} ·{' '}
          <RelativeTime at={at} />
        </p>
      </div>
      {isAssignable(signup) ? (
        <div className="flex gap-2">
          {state === 'waiting' ? (
            <Button
              size="sm"
              variant="ghost"
              aria-label={`Dismiss ${wabaId}`}
              pending={dismiss.isPending}
              onClick={() => dismiss.mutate()}
            >
              Dismiss
            </Button>
          ) : null}
          <Button size="sm" aria-label={`Assign ${wabaId}`} disabled={!canFinish} onClick={onAssign}>
            Assign…
          </Button>
        </div>
      ) : null}
    </li>
  );
}
