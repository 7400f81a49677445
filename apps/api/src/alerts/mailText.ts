import { displayName, isolated } from '@switchboard/contracts';
import type { AlertRecord } from './alert.model.js';

export interface MailTextInput {
  name: string;
  accountName: string;
  alerts: readonly Pick<AlertRecord, 'title' | 'text' | 'at'>[];
  pageUrl: string;
  /** About how somebody signs in, and nothing about numbers. */
  isPersonal?: boolean;
}

/** Names come from people and from Meta: in a subject they must not begin a line of their own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out
const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
const formatTime = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** One mail about one or more alerts. It speaks of numbers of the business and of signing in, never of customers. */
export function mailText(input: MailTextInput): { subject: string; text: string } {
  const { name, accountName, alerts, pageUrl, isPersonal = false } = input;
  const [first] = alerts;
  const business = isolated(displayName(accountName) ?? 'your business');
  const only = alerts.length === 1 ? first : undefined;
  const subject = only
    ? `${only.title} – ${business}`
    : `${alerts.length} changes to ${isPersonal ? 'how people sign in' : 'your WhatsApp numbers'} – ${business}`;
  const alertLines = alerts.map(({ title, text, at }) => `${oneLine(title)} (${formatTime(at)})\n${oneLine(text)}`);
  const text = [
    `Hello ${isolated(displayName(name) ?? 'there')},`,
    ...alertLines,
    `${isPersonal ? 'See how you sign in, and change it, here' : 'See it and mend it here'}:\n${pageUrl}`,
    isPersonal
      ? 'You get this because it concerns signing in. It cannot be switched off.'
      : 'You get this because alerts by e-mail are switched on for you. You can switch them off on the same page, under Alerts.',
  ].join('\n\n');
  return { subject: oneLine(subject), text: `${text}\n` };
}
