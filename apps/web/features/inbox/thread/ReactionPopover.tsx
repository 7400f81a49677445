'use client';

import type { MessageDto } from '@switchboard/contracts';
import { CornerUpLeft, Plus } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type RefObject, useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { CopyButton } from '@/components/ui/CopyButton';
import { cn } from '@/lib/cn';
import { EmojiPicker } from '../composer/EmojiPicker';
import { contentLine } from './messageWords';

const usual = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

export interface ReactionChoice {
  message: MessageDto;
  anchor: HTMLElement;
}

interface ReactionPopoverProps {
  choice: ReactionChoice | null;
  onReact: (message: MessageDto, emoji: string | null) => void;
  onReply: (message: MessageDto) => void;
  onClose: () => void;
}

/** One popover for the whole thread, beside the message that asks. */
export function ReactionPopover({ choice, onReact, onReply, onClose }: ReactionPopoverProps) {
  const anchor = useRef<HTMLElement | null>(null);
  if (choice) anchor.current = choice.anchor;
  return (
    <Popover.Root open={choice !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Popover.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
      <Popover.Portal>
        <Popover.Content
          side="top"
          sideOffset={6}
          collisionPadding={12}
          aria-label="React to this message"
          className="data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 z-50 max-w-[calc(100vw-1.5rem)] rounded-xl border border-line bg-surface shadow-lifted outline-none data-[state=closed]:animate-out data-[state=open]:animate-in"
        >
          {choice ? (
            <Choices
              key={choice.message.id}
              message={choice.message}
              onReact={(emoji) => {
                onReact(choice.message, emoji);
                onClose();
              }}
              onReply={() => {
                onClose();
                onReply(choice.message);
              }}
            />
          ) : null}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface ChoicesProps {
  message: MessageDto;
  onReact: (emoji: string | null) => void;
  onReply: () => void;
}

function Choices({ message, onReact, onReply }: ChoicesProps) {
  const [all, setAll] = useState(false);
  const mine = message.reactions.find(({ by }) => by === 'business')?.emoji;
  if (all) return <EmojiPicker onPick={onReact} />;
  return (
    <div className="flex items-center p-1">
      {usual.map((emoji) => (
        <button
          key={emoji}
          type="button"
          aria-pressed={emoji === mine}
          aria-label={`React with ${emoji}`}
          onClick={() => onReact(emoji === mine ? null : emoji)}
          className={cn(
            'flex size-9 items-center justify-center rounded-lg text-xl transition-transform hover:scale-110 hover:bg-sunken',
            emoji === mine && 'bg-accent-soft',
          )}
        >
          {emoji}
        </button>
      ))}
      <Button variant="ghost" size="icon" aria-label="More emoji" onClick={() => setAll(true)}>
        <Plus aria-hidden="true" />
      </Button>
      <span aria-hidden="true" className="mx-1 h-5 w-px bg-line" />
      <Button variant="ghost" size="icon" aria-label="Reply" onClick={onReply}>
        <CornerUpLeft aria-hidden="true" />
      </Button>
      <CopyButton value={contentLine(message.content)} what="the text" size="icon" />
    </div>
  );
}
