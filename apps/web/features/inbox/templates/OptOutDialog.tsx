'use client';

import { type ConversationDto, metaCode, type OptOutDto, type TemplateDto } from '@switchboard/contracts';
import { CodeLink } from '@/components/CodeLink';
import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from '@/components/ui/AlertDialog';
import { Button } from '@/components/ui/Button';
import { useNow } from '@/lib/useNow';
import { customerName } from '../customerWords';
import { dayWithin } from '../inboxTime';

export const marketingOptOut = (
  { optOuts }: Pick<ConversationDto, 'optOuts'>,
  { category }: Pick<TemplateDto, 'category'>,
): OptOutDto | undefined =>
  category.toUpperCase() === 'MARKETING'
    ? optOuts.find((optOut) => optOut.category === 'marketing_messages')
    : undefined;

interface OptOutDialogProps {
  conversation: ConversationDto;
  since: string;
  open: boolean;
  onCancel: () => void;
  onSend: () => void;
}

export function OptOutDialog({ conversation, since, open, onCancel, onSend }: OptOutDialogProps) {
  const nowMs = useNow();
  const name = customerName(conversation.customer);
  return (
    <AlertDialog open={open} onOpenChange={(isOpen) => (isOpen ? undefined : onCancel())}>
      <AlertDialogContent>
        <AlertDialogTitle dir="auto">{name} does not want marketing messages</AlertDialogTitle>
        <AlertDialogDescription>
          WhatsApp has refused marketing to this customer since {dayWithin(since, nowMs)} (
          <CodeLink code={metaCode.optedOut} />
          ), so this template will most probably not arrive. Answers and other templates do.
        </AlertDialogDescription>
        <AlertDialogFooter>
          <AlertDialogAction asChild>
            <Button variant="outline" onClick={onSend}>
              Send it anyway
            </Button>
          </AlertDialogAction>
          <AlertDialogCancel asChild>
            <Button>Do not send</Button>
          </AlertDialogCancel>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
