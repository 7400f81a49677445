'use client';

import type { HostedLookReply, HostedSignupDto, OperatorAccountsReply } from '@switchboard/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import { TextField } from '@/components/ui/Field';
import { Skeleton } from '@/components/ui/Skeleton';
import { assignHosted, findAccounts, hostedKey, lookAtHosted } from './operatorApi';

interface AssignDialogProps {
  token: string;
  signup: HostedSignupDto;
  onClose: () => void;
}

export function AssignDialog({ token, signup: { wabaId }, onClose }: AssignDialogProps) {
  const queryClient = useQueryClient();
  const [accountId, setAccountId] = useState<string | null>(null);
  const [confirmPhone, setConfirmPhone] = useState('');
  const look = useQuery({
    queryKey: ['operator', 'hosted', wabaId],
    queryFn: ({ signal }) => lookAtHosted(token, wabaId, signal),
    ...{ gcTime: 0, retry: false, refetchOnWindowFocus: false },
  });
  const find = useMutation({
    mutationFn: (search: string) => findAccounts(token, search),
    onMutate: () => setAccountId(null),
  });
  const assign = useMutation({
    mutationFn: (chosen: string) => assignHosted(token, wabaId, { accountId: chosen, confirmPhone }),
    onSuccess: ({ message }) => {
      toast.success(message);
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: hostedKey }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Which account does it belong to?"
      description="Its numbers are connected there, and its people see them at once. Be sure: ask the business if you are not."
    >
      <div className="mt-5 space-y-5">
        {look.error ? (
          <ErrorNotice
            error={look.error}
            title="Meta does not say what it is"
            onRetry={() => void look.refetch()}
            retrying={look.isFetching}
          />
        ) : (
          <Shared look={look.data} />
        )}
        <AccountSearch pending={find.isPending} onSearch={(search) => find.mutate(search)} />
        {find.error ? <ErrorNotice error={find.error} /> : null}
        {find.data ? <Accounts accounts={find.data.accounts} chosen={accountId} onChoose={setAccountId} /> : null}
        <TextField
          label="A number that the business gave you"
          autoComplete="off"
          inputMode="tel"
          className="num"
          value={confirmPhone}
          onChange={(event) => setConfirmPhone(event.target.value)}
          hint="The whole number or its last four digits, from the business itself and not from above. Meta’s list has to have it."
        />
        {assign.error ? <ErrorNotice error={assign.error} /> : null}
      </div>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="primary"
          disabled={accountId === null || confirmPhone.replace(/\D/g, '').length < 4}
          pending={assign.isPending}
          pendingLabel="Connecting…"
          onClick={() => (accountId === null ? undefined : assign.mutate(accountId))}
        >
          Connect to this account
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Shared({ look }: { look: HostedLookReply | undefined }) {
  if (!look) {
    return (
      <div role="status">
        <span className="sr-only">Asking Meta what was shared</span>
        <Skeleton className="h-16 w-full" />
      </div>
    );
  }
  return (
    <div className="rounded-control border border-line bg-sunken p-3.5 text-sm">
      <p className="font-medium text-ink">
        <Foreign text={look.businessName ?? look.wabaName ?? 'A WhatsApp account without a name'} />
      </p>
      {look.numbers.length === 0 ? (
        <p className="mt-1 text-muted">It has no phone number yet.</p>
      ) : (
        <ul aria-label="Shared numbers" className="num mt-1 text-muted">
          {look.numbers.map(({ phoneNumberId, displayPhone, displayName }) => (
            <li key={phoneNumberId}>
              {displayPhone} · <Foreign text={displayName} />
            </li>
          ))}
        </ul>
      )}
      <KnownBy accounts={look.knownBy} />
    </div>
  );
}

const knownWords = {
  holds: 'has a number of it now',
  held: 'had a number of it before',
  named: 'named it in a login, which proves nothing',
} as const;

function KnownBy({ accounts }: { accounts: HostedLookReply['knownBy'] }) {
  if (accounts.length === 0) return <p className="mt-2 text-muted">No account here has had to do with it.</p>;
  return (
    <ul aria-label="Accounts that know it" className="mt-2 text-muted">
      {accounts.map(({ accountId, name, how }) => (
        <li key={accountId}>
          {name} <span className="num text-xs">({accountId})</span> {knownWords[how]}
        </li>
      ))}
    </ul>
  );
}

function AccountSearch({ pending, onSearch }: { pending: boolean; onSearch: (search: string) => void }) {
  const [search, setSearch] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(search.trim());
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <TextField
        label="Account"
        type="search"
        autoComplete="off"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        hint="A part of its name, or the whole e-mail address of an owner."
      />
      <Button type="submit" size="sm" disabled={search.trim().length < 2} pending={pending}>
        Find accounts
      </Button>
    </form>
  );
}

interface AccountsProps {
  accounts: OperatorAccountsReply['accounts'];
  chosen: string | null;
  onChoose: (accountId: string) => void;
}

function Accounts({ accounts, chosen, onChoose }: AccountsProps) {
  if (accounts.length === 0) {
    return (
      <p role="status" className="text-muted text-sm">
        No account is called that, and nobody with that address owns one.
      </p>
    );
  }
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1.5 font-medium text-ink text-sm">Accounts found</legend>
      {accounts.map(({ accountId, name, owners }) => (
        <label key={accountId} className="flex items-start gap-3 rounded-control border border-line p-3 text-sm">
          <input
            type="radio"
            name="account"
            className="mt-1 accent-accent"
            checked={chosen === accountId}
            onChange={() => onChoose(accountId)}
          />
          <span className="min-w-0">
            <span className="font-medium text-ink">{name}</span>
            <span className="block text-muted [overflow-wrap:anywhere]">{owners.join(', ')}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
