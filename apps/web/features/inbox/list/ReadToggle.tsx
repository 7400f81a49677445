'use client';

import { type ConversationDto, isolated } from '@switchboard/contracts';
import { Mail, MailOpen } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { threadName } from '../customerWords';
import { useSayRead } from '../useSayRead';

interface ReadToggleProps {
  conversation: ConversationDto;
  isTabStop: boolean;
}

/** Marks a row as read or unread, for mouse and keyboard. On touch screens the thread's menu does it. */
export function ReadToggle({ conversation, isTabStop }: ReadToggleProps) {
  const sayRead = useSayRead();
  const isUnread = conversation.unread > 0;
  const words = isUnread ? 'Mark as read' : 'Mark as unread';
  const Icon = isUnread ? MailOpen : Mail;
  return (
    <Button
      variant="outline"
      size="iconSm"
      title={words}
      aria-label={`${words}: ${isolated(threadName(conversation))}`}
      tabIndex={isTabStop ? 0 : -1}
      className="absolute top-1 right-3 opacity-0 focus-visible:opacity-100 group-hover/row:opacity-100 [@media(hover:none)]:hidden"
      onClick={() => void sayRead(conversation.id, isUnread)}
    >
      <Icon aria-hidden="true" />
    </Button>
  );
}
