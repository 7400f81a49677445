'use client';

import { MessageSquareDot, MessageSquareOff } from 'lucide-react';
import { Popover } from 'radix-ui';
import { Button } from '@/components/ui/Button';
import { NotificationChoices, useNotificationChoice } from './NotificationChoices';

export function NotificationMenu() {
  const { choice } = useNotificationChoice();
  const Icon = choice.on ? MessageSquareDot : MessageSquareOff;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button
          variant="ghost"
          size="icon"
          title="Notifications of new messages"
          aria-label={choice.on ? 'Notifications, on' : 'Notifications, off'}
        >
          <Icon aria-hidden="true" className={choice.on ? 'text-accent-strong' : undefined} />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label="Notifications"
          className="data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 z-50 w-80 max-w-[calc(100vw-1.5rem)] rounded-xl border border-line bg-surface p-4 shadow-lifted outline-none data-[state=closed]:animate-out data-[state=open]:animate-in"
        >
          <p className="mb-3 font-semibold text-ink text-sm">Notifications</p>
          <NotificationChoices />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
