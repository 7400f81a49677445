import { toAccountEventId } from '@switchboard/contracts';
import type { PreferenceUpdate } from '@switchboard/graph';
import type { NoticeRecord } from './notice.model.js';
import type { NoticeWords } from './noticeWords.js';

export interface PreferenceNotice {
  who: string;
  category: string;
  value: PreferenceUpdate['value'];
}

/** The field under which these notices are kept: Meta's own tells of many customers at once. */
export const preferenceField = 'customer_preference';

export function describeCustomer({ contact }: PreferenceUpdate, knownName: string | null): string {
  return knownName ?? contact.name ?? (contact.waId ? `+${contact.waId}` : (contact.username ?? contact.userId ?? ''));
}

const arrival = ({ phoneNumberId, receivedAt }: NoticeRecord) => `${phoneNumberId} ${receivedAt.getTime()}`;

/** Without Meta's own notice where the customers that it told of are named: one wish is one notice. */
export function namedOnly(rows: readonly NoticeRecord[]): NoticeRecord[] {
  const named = new Set(rows.filter(({ field }) => field === preferenceField).map(arrival));
  return rows.filter((row) => row.field !== 'user_preferences' || !named.has(arrival(row)));
}

/** `marketing_messages` as "marketing messages". */
const plain = (category: string): string => category.replaceAll('_', ' ').toLowerCase();

export function preferenceWords({ who, category, value }: PreferenceNotice): NoticeWords {
  const isStop = value === 'stop';
  return {
    tone: 'info',
    title: isStop ? `${who} wants no more ${plain(category)}` : `${who} wants ${plain(category)} again`,
    text: isStop
      ? `WhatsApp refuses ${plain(category)} to this customer from now on. Answers and other templates still arrive.`
      : `WhatsApp takes ${plain(category)} to this customer again.`,
    code: toAccountEventId('user_preferences'),
  };
}
