'use client';

import type { NumberDto } from '@switchboard/contracts';
import { Unplug } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { ResumeButton } from '@/features/fixes/FixButton';
import { ConnectButton } from '@/features/metaLogin/ConnectButton';
import { useStatus } from '@/features/status/useStatus';
import { numberTrouble } from '@/lib/numberTrouble';
import { fixWords } from '@/lib/numberWords';
import { STATUS_PATH } from '@/lib/statusPath';
import { useMay } from '@/lib/useSession';

/** Says above the composer what is wrong with the number of the conversation, and what the reader may do about it. */
export function NumberTroubleBar({ number }: { number: NumberDto | undefined }) {
  const mayReconnect = useStatus().data?.may.reconnect ?? false;
  const mayConnect = useMay('number.connect');
  const trouble = number ? numberTrouble(number) : null;
  if (!number || !trouble) return null;
  const { title, text, fix, blocksSending } = trouble;
  return (
    <div className="pb-2" data-number-trouble={fix ?? 'none'}>
      <Notice
        tone={blocksSending ? 'bad' : 'warn'}
        role="status"
        title={title}
        className="sm:p-4"
        actions={
          <>
            {fix === 'reconnect' && mayReconnect ? (
              <ConnectButton size="sm" label={fixWords.reconnect} reconnect={[number.phoneNumberId]} />
            ) : fix === 'resume' ? (
              <ResumeButton number={number} />
            ) : null}
            <Button asChild size="sm">
              <Link href={STATUS_PATH}>
                <Unplug aria-hidden="true" />
                Open WhatsApp status
              </Link>
            </Button>
          </>
        }
      >
        <p>
          {text}
          {mayConnect || fix === 'resume' || (fix === 'reconnect' && mayReconnect)
            ? null
            : ' Ask an owner of this account if you cannot mend it.'}
        </p>
      </Notice>
    </div>
  );
}
