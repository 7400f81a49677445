import { isolated, type MessageDto } from '@switchboard/contracts';
import { z } from 'zod';
import { storedValue } from '@/lib/storedValue';
import { previewLine } from '../content/previewLine';
import { wantsReading } from '../reading';
import { messageLine } from '../thread/messageWords';

const notificationChoice = z.object({ on: z.boolean(), showText: z.boolean() });
export type NotificationChoice = z.infer<typeof notificationChoice>;
export const quiet: NotificationChoice = { on: false, showText: false };

/** Stored by browser: whoever sits in front of it sees its notifications. */
export const storedNotificationChoice = () => storedValue('switchboard:notifications', notificationChoice, quiet);

export const canNotify = (): boolean => typeof window !== 'undefined' && 'Notification' in window;

/** Older messages of customers are history. */
const FRESH_MS = 10 * 60_000;
const TEXT_LIMIT = 140;

/** The messages that are news: a customer wrote just now, and nobody was notified of it. */
export function newsIn(messages: readonly MessageDto[], notified: ReadonlySet<string>, nowMs: number): MessageDto[] {
  return messages.filter(
    (message) =>
      wantsReading(message) &&
      !message.deleted &&
      message.status === 'received' &&
      !notified.has(message.id) &&
      nowMs - Date.parse(message.at) < FRESH_MS,
  );
}

export interface NotificationWords {
  title: string;
  body: string;
}

/** The text of a notification. The customer's words only by choice: others may see the screen. */
export function notificationWords(customer: string, message: MessageDto, showText: boolean): NotificationWords {
  const name = isolated(customer);
  if (!showText) return { title: 'Switchboard', body: `New message from ${name}` };
  return { title: name, body: isolated(previewLine(messageLine(message)), TEXT_LIMIT) };
}
