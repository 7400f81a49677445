import type { DisconnectPreviewReply } from '@switchboard/contracts';
import { Archive, BellOff, BellRing, Building2, KeyRound, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { countOf } from '@/features/numbers/numberWords';

function Line({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <li className="flex gap-3 text-ink text-sm">
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
      <span>{children}</span>
    </li>
  );
}

/** Which numbers, and what becomes of their webhooks, their token and their history. */
export function DisconnectPreview({ preview }: { preview: DisconnectPreviewReply }) {
  return (
    <>
      <ul aria-label="Numbers to disconnect" className="divide-y divide-line rounded-control bg-sunken px-4">
        {preview.numbers.map((number) => (
          <li key={number.phoneNumberId} className="flex flex-wrap justify-between gap-x-4 py-2.5 text-sm">
            <span className="num font-medium text-ink">{number.displayPhone}</span>
            <span className="text-muted">{number.displayName}</span>
          </li>
        ))}
      </ul>
      <ul aria-label="What will happen" className="mt-4 space-y-3">
        {preview.wabas.map((waba) => {
          const name = waba.wabaName ?? `WhatsApp account ${waba.wabaId}`;
          return waba.willUnsubscribe ? (
            <Line key={waba.wabaId} icon={BellOff}>
              Meta stops sending webhooks for <strong className="font-medium">{name}</strong>. Messages to it no longer
              arrive here.
            </Line>
          ) : (
            <Line key={waba.wabaId} icon={BellRing}>
              Webhooks for <strong className="font-medium">{name}</strong> are kept: {waba.staying.join(', ')}{' '}
              {waba.staying.length === 1 ? 'stays' : 'stay'} connected and{' '}
              {waba.staying.length === 1 ? 'needs' : 'need'} them.
            </Line>
          );
        })}
        <Line icon={KeyRound}>
          The stored access token of{' '}
          {preview.numbers.length === 1 ? 'this number' : `these ${countOf(preview.numbers.length)}`} is destroyed.
        </Line>
        <Line icon={Archive}>Chats and history are kept. Reconnect whenever you like.</Line>
        <Line icon={Building2}>
          At Meta, Switchboard stays listed in your Business settings until you remove it there yourself.
        </Line>
      </ul>
    </>
  );
}
