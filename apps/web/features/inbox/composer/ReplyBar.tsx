import type { MessageDto } from '@switchboard/contracts';
import { CornerUpLeft, X } from 'lucide-react';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { previewLine } from '../content/previewLine';
import { messageLine } from '../thread/messageWords';

interface ReplyBarProps {
  message: MessageDto;
  sender: string;
  onCancel: () => void;
}

export function ReplyBar({ message, sender, onCancel }: ReplyBarProps) {
  return (
    <div className="flex items-center gap-2.5 border-line border-b px-3 py-2 text-sm" data-replying-to={message.id}>
      <CornerUpLeft aria-hidden="true" className="size-4 shrink-0 text-accent-strong" />
      <p className="min-w-0 flex-1">
        <span className="block truncate font-medium text-accent-strong text-xs">
          Answering <Foreign text={sender} />
        </span>
        <Foreign as="span" text={previewLine(messageLine(message))} className="block truncate text-left text-muted" />
      </p>
      <Button variant="ghost" size="iconSm" aria-label="Cancel the reply" onClick={onCancel}>
        <X aria-hidden="true" />
      </Button>
    </div>
  );
}
