import type { StatusReply } from '@switchboard/contracts';

export interface NextStepItem {
  id: 'connect' | 'team';
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

/** The way from a new account to a connected team, with what is reached by evidence. */
export function nextSteps({ status, memberCount, isOwner }: NextStepsInput): NextStepItem[] {
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
