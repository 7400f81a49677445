import type { NotUnderstood, QuarantineReply } from '@switchboard/contracts';
import { formatCount } from '@/lib/numberWords';

/** What waits for a number, without what waits for a newer Switchboard. */
export function waitingForNumbers(
  reply: Pick<QuarantineReply, 'numbers'>,
): Pick<QuarantineReply, 'waiting' | 'numbers'> {
  const numbers = reply.numbers.filter(({ reason }) => reason !== 'not_understood');
  return { numbers, waiting: numbers.reduce((sum, { waiting }) => sum + waiting, 0) };
}

const fieldWords: Record<string, { one: string; many: string }> = {
  messages: { one: 'message', many: 'messages' },
  smb_message_echoes: { one: 'message from your phone', many: 'messages from your phone' },
  history: { one: 'part of a phone’s past', many: 'parts of a phone’s past' },
  smb_app_state_sync: { one: 'contact from your phone', many: 'contacts from your phone' },
  standby: { one: 'message that somebody else answers', many: 'messages that somebody else answers' },
  messaging_handovers: { one: 'change of who answers', many: 'changes of who answers' },
  calls: { one: 'call', many: 'calls' },
  user_preferences: { one: 'wish of a customer about marketing', many: 'wishes of customers about marketing' },
};

/** A customer's words may be among it, which is worth saying beside the conversations. */
export const isAboutMessages = ({ field }: NotUnderstood): boolean =>
  field === 'messages' || field === 'smb_message_echoes';

const whyWords: Record<NotUnderstood['why'], string> = {
  field_unknown: 'of a kind Switchboard does not know',
  malformed: 'that cannot be read',
  no_place: 'that has no place here yet',
};

export function unclearWords({ field, type, why, waiting }: NotUnderstood): string {
  const known = field !== null && Object.hasOwn(fieldWords, field) ? fieldWords[field] : undefined;
  const thing = known ? `${waiting} ${waiting === 1 ? known.one : known.many}` : formatCount(waiting, 'update');
  const words = [known ? null : field, type].filter((word) => word !== null);
  return `${thing}${words.length > 0 ? ` (${words.join(', ')})` : ''} ${whyWords[why]}`;
}

export function unclearTitle(unclear: readonly NotUnderstood[]): string {
  const count = unclear.reduce((sum, { waiting }) => sum + waiting, 0);
  return `${formatCount(count, 'update')} from Meta ${count === 1 ? 'is' : 'are'} not understood yet`;
}
