'use client';

import type { MessageDto } from '@switchboard/contracts';
import { Send, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/Button';
import { heldWords } from './messageWords';
import { useThreadActions } from './ThreadActions';
import { Trouble } from './Trouble';

type Held = NonNullable<MessageDto['held']>;

export function HeldMessage({ message, held }: { message: MessageDto; held: Held }) {
  const { decideHeld, mayAnswer } = useThreadActions();
  const [pending, setPending] = useState<'release' | 'withhold' | null>(null);
  const press = async (decision: 'release' | 'withhold') => {
    setPending(decision);
    await decideHeld(message, decision);
    setPending(null);
  };
  const maySend = mayAnswer || message.content.kind === 'template';
  const words = heldWords(held, maySend);
  return (
    <Trouble
      tone="warn"
      title={words.title}
      actions={
        <>
          {maySend ? (
            <Button
              size="sm"
              pending={pending === 'release'}
              disabled={pending !== null}
              pendingLabel="Sending…"
              onClick={() => void press('release')}
            >
              <Send aria-hidden="true" />
              <span dir="auto">{words.send}</span>
            </Button>
          ) : null}
          <Button
            size="sm"
            variant="ghost"
            pending={pending === 'withhold'}
            disabled={pending !== null}
            pendingLabel="A moment…"
            onClick={() => void press('withhold')}
          >
            <X aria-hidden="true" />
            Do not send
          </Button>
        </>
      }
    >
      {words.text}
    </Trouble>
  );
}
