import type { StatusReply } from '@switchboard/contracts';

export interface NextStepItem {
  id: 'connect' | 'heard' | 'team';
  title: string;
  /** What to do, or what was reached. */
  text: string;
  done: boolean;
  link: { href: '/dashboard/settings/whatsapp-oauth' | '/dashboard/settings?section=team'; words: string } | null;
}

interface NextStepsInput {
  status: StatusReply;
  /** Null while it is not known. */
  memberCount: number | null;
  isOwner: boolean;
}

const STATUS_LINK = '/dashboard/settings/whatsapp-oauth' as const;

/** The way from a new account to a team that answers customers, with what is reached by evidence. */
export function nextSteps({ status, memberCount, isOwner }: NextStepsInput): NextStepItem[] {
  const active = status.phoneNumbers.filter((number) => number.isActive);
  const heard = active.some((number) => number.ladder.some((rung) => rung.rung === 'heard' && rung.verdict === 'good'));
  const firstPhone = active[0]?.displayPhone;
  const steps: NextStepItem[] = [
    {
      id: 'connect',
      title: 'Connect WhatsApp',
      text: status.connected
        ? 'At least one number is confirmed by Meta.'
        : 'Log in at Meta and choose the numbers to share.',
      done: status.connected,
      link: status.connected ? null : { href: STATUS_LINK, words: 'Open' },
    },
    {
      id: 'heard',
      title: 'Hear from Meta',
      text: heard
        ? 'A real message has arrived.'
        : firstPhone
          ? `Send a WhatsApp message to ${firstPhone} from any phone. It proves that messages arrive.`
          : 'Once a number is connected, send it a message from any phone.',
      done: heard,
      link: null,
    },
  ];
  if (isOwner) {
    const joined = memberCount !== null && memberCount > 1;
    steps.push({
      id: 'team',
      title: 'Invite your team',
      text: joined
        ? `${memberCount} people work with this account.`
        : 'Colleagues can watch the numbers and reconnect them when something is wrong.',
      done: joined,
      link: joined ? null : { href: '/dashboard/settings?section=team', words: 'Invite' },
    });
  }
  return steps;
}
