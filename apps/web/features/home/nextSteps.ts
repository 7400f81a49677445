import type { RungName, StatusReply } from '@switchboard/contracts';
import { needsReconnect, numberTrouble } from '@/lib/numberTrouble';

export interface NextStepItem {
  id: 'connect' | 'receive' | 'answer' | 'team';
  title: string;
  text: string;
  done: boolean;
  link: {
    href: '/dashboard/settings/whatsapp-oauth' | '/dashboard/chat' | '/dashboard/settings?section=team';
    words: string;
  } | null;
}

interface NextStepsInput {
  status: StatusReply;
  /** Null while it is not known. */
  memberCount: number | null;
  mayInvite: boolean;
}

const STATUS_LINK = '/dashboard/settings/whatsapp-oauth' as const;
const CHAT_LINK = '/dashboard/chat' as const;

const isProven = ({ phoneNumbers }: StatusReply, name: RungName): boolean =>
  phoneNumbers.some(({ ladder }) => ladder.some(({ rung, verdict }) => rung === name && verdict === 'good'));

export function nextSteps({ status, memberCount, mayInvite }: NextStepsInput): NextStepItem[] {
  const isLost = !status.connected && status.phoneNumbers.some(needsReconnect);
  // A saved number that is not paused: what it lacks is fixed at its card, without a login.
  const isSaved =
    !status.connected && !isLost && status.phoneNumbers.some((number) => !number.pausedAt && numberTrouble(number));
  const steps: NextStepItem[] = [
    {
      id: 'connect',
      title: isLost ? 'Reconnect WhatsApp' : isSaved ? 'Finish connecting WhatsApp' : 'Connect WhatsApp',
      text: status.connected
        ? 'At least one number is confirmed by Meta.'
        : isLost
          ? 'Switchboard has lost its access. Log in at Meta once more.'
          : isSaved
            ? 'A number is saved, not connected yet. See at the number what it lacks.'
            : 'Log in at Meta and choose the numbers to share.',
      done: status.connected,
      link: status.connected ? null : { href: STATUS_LINK, words: isLost ? 'Reconnect' : 'Open' },
    },
  ];
  const heard = isProven(status, 'heard');
  const answered = isProven(status, 'sendable');
  // Steps that cannot be taken yet are left out: without a number there is nothing to write to.
  if (status.connected || heard) {
    steps.push({
      id: 'receive',
      title: 'Receive your first message',
      text: heard ? 'Messages of customers arrive.' : 'Take a phone with WhatsApp and write to your number.',
      done: heard,
      link: heard ? null : { href: CHAT_LINK, words: 'Open the inbox' },
    });
  }
  if (heard || answered) {
    steps.push({
      id: 'answer',
      title: 'Answer a customer',
      text: answered
        ? 'An answer from here was delivered.'
        : 'Open a conversation and write. The ticks show what became of it.',
      done: answered,
      link: answered ? null : { href: CHAT_LINK, words: 'Open' },
    });
  }
  if (mayInvite) {
    const joined = memberCount !== null && memberCount > 1;
    steps.push({
      id: 'team',
      title: 'Invite your team',
      text: joined
        ? `${memberCount} people work with this account.`
        : 'Colleagues answer customers with you, and reconnect a number when something is wrong.',
      done: joined,
      link: joined ? null : { href: '/dashboard/settings?section=team', words: 'Invite' },
    });
  }
  return steps;
}
