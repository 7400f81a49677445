'use client';

import type { MessageDto } from '@switchboard/contracts';
import { useState } from 'react';
import { Foreign } from '@/components/Foreign';
import { previewLine } from '../content/previewLine';
import { messageLine, senderName } from './messageWords';

interface NewMessageAnnouncerProps {
  messages: readonly MessageDto[];
  customer: string;
  myUserId: string;
}

/** Announces messages of others that came since the conversation was opened. */
export function NewMessageAnnouncer({ messages, customer, myUserId }: NewMessageAnnouncerProps) {
  const last = messages.at(-1);
  const [openedAt] = useState(() => Date.now());
  const isNew = last !== undefined && last.author?.userId !== myUserId && Date.parse(last.at) > openedAt - 5_000;
  return (
    <p aria-live="polite" className="sr-only">
      {isNew ? (
        <>
          <Foreign text={senderName(last, customer, myUserId)} />: <Foreign text={previewLine(messageLine(last))} />
        </>
      ) : null}
    </p>
  );
}
