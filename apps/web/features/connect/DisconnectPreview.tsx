import type { DisconnectPreviewReply, DisconnectWay } from '@switchboard/contracts';
import {
  Archive,
  BellOff,
  BellRing,
  Building2,
  KeyRound,
  type LucideIcon,
  MessagesSquare,
  ShieldX,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Foreign } from '@/components/Foreign';
import { formatCount } from '@/lib/numberWords';
import { inUseWords, tokenWords } from './disconnectWords';

function Line({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <li className="flex gap-3 text-ink text-sm">
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
      <span>{children}</span>
    </li>
  );
}

export function DisconnectNumbers({ numbers }: Pick<DisconnectPreviewReply, 'numbers'>) {
  return (
    <ul aria-label="Numbers to disconnect" className="divide-y divide-line rounded-control bg-sunken px-4">
      {numbers.map((number) => (
        <li key={number.phoneNumberId} className="flex flex-wrap justify-between gap-x-4 py-2.5 text-sm">
          <span className="num font-medium text-ink">{number.displayPhone}</span>
          <Foreign text={number.displayName} className="text-muted" />
        </li>
      ))}
    </ul>
  );
}

export function DisconnectPreview({ preview, way }: { preview: DisconnectPreviewReply; way: DisconnectWay }) {
  const inUse = inUseWords(preview);
  const these = preview.numbers.length === 1 ? 'this number' : `these ${formatCount(preview.numbers.length)}`;
  return (
    <ul aria-label="What will happen" className="space-y-3" aria-live="polite">
      {inUse ? <Line icon={MessagesSquare}>{inUse}</Line> : null}
      {way === 'pause' ? (
        <>
          <Line icon={BellRing}>Meta keeps delivering. What customers write is kept and shown when you resume.</Line>
          <Line icon={KeyRound}>{tokenWords[way](these)}</Line>
        </>
      ) : (
        <>
          {preview.wabas.map((waba) => (
            <WabaLines key={waba.wabaId} waba={waba} way={way} />
          ))}
          <Line icon={KeyRound}>{tokenWords[way](these)}</Line>
          <Line icon={Archive}>Chats and history are kept. Reconnect whenever you like.</Line>
          {way === 'disconnect' ? (
            <Line icon={Building2}>
              At Meta, Switchboard stays listed in your Business settings until you remove it there yourself.
            </Line>
          ) : null}
        </>
      )}
    </ul>
  );
}

function WabaLines({ waba, way }: { waba: DisconnectPreviewReply['wabas'][number]; way: DisconnectWay }) {
  const name = waba.wabaName ?? `WhatsApp account ${waba.wabaId}`;
  const one = waba.staying.length === 1;
  return (
    <>
      {waba.willUnsubscribe ? (
        <Line icon={BellOff}>
          Meta stops sending webhooks for{' '}
          <strong className="font-medium">
            <Foreign text={name} />
          </strong>
          . Messages to it no longer arrive here.
        </Line>
      ) : (
        <Line icon={BellRing}>
          Webhooks for{' '}
          <strong className="font-medium">
            <Foreign text={name} />
          </strong>{' '}
          are kept: {waba.staying.join(', ')} {one ? 'stays' : 'stay'} connected and {one ? 'needs' : 'need'} them.
        </Line>
      )}
      {way === 'revoke' ? (
        <Line icon={ShieldX}>
          At Meta, Switchboard’s access to{' '}
          <strong className="font-medium">
            <Foreign text={name} />
          </strong>{' '}
          is removed.
          {waba.lostByRevoking.length > 0 ? (
            <strong className="font-medium">
              {' '}
              {waba.lostByRevoking.join(', ')} {waba.lostByRevoking.length === 1 ? 'loses its' : 'lose their'} access as
              well.
            </strong>
          ) : null}
        </Line>
      ) : null}
    </>
  );
}
