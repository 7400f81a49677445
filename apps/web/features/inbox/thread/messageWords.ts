import type { MessageContent, MessageDto, MessageStatus } from '@switchboard/contracts';
import { mediaWords } from '../content/fileWords';

/** What became of a message, in words. `unclear` is honest: Meta may or may not have it. */
export const statusWords: Record<MessageStatus, string> = {
  received: 'Received',
  queued: 'On its way',
  unclear: 'Not clear whether it was sent',
  sent: 'Sent',
  failed: 'Not sent',
  delivered: 'Delivered',
  read: 'Read',
  played: 'Played',
};

const choiceSources = { button: 'a button', list: 'a list', template_button: 'a button of a template' } as const;

/** "tapped a button". */
export const choiceWords = (source: keyof typeof choiceSources): string => `Chosen from ${choiceSources[source]}`;

/** One line that says what is in a message: for a quote, a notification, a screen reader. */
export function contentLine(content: MessageContent): string {
  switch (content.kind) {
    case 'text':
      return content.text;
    case 'media':
      return content.caption ?? content.media.filename ?? mediaWords[content.media.kind].name;
    case 'location':
      return content.name ?? content.address ?? 'Location';
    case 'contacts':
      return content.contacts.map(({ name }) => name).join(', ') || 'Contact';
    case 'choice':
      return content.title;
    case 'flow':
      return content.text || 'Form filled in';
    case 'order':
      return content.text ?? 'Order';
    case 'system':
      return content.text;
    case 'template':
      return content.text;
    case 'placeholder':
      return 'Photo or file';
    case 'unsupported':
      return 'Something Switchboard cannot show yet';
  }
}

/** Who a message is from, for people who hear it. */
export function senderName(message: MessageDto, customer: string, myUserId: string): string {
  if (message.direction === 'in') return customer;
  if (message.origin === 'phone_app') return 'Your phone app';
  if (message.author === null) return 'Your business';
  return message.author.userId === myUserId ? 'You' : message.author.name;
}

/** Messages closer than this, from the same person, stand together. */
const TOGETHER_MS = 5 * 60_000;

/** Whether a message goes on where the one above it ended: no name, less room. */
export function continues(above: MessageDto | undefined, message: MessageDto): boolean {
  if (above === undefined || above.content.kind === 'system' || message.content.kind === 'system') return false;
  if (above.direction !== message.direction || above.origin !== message.origin) return false;
  if (above.author?.userId !== message.author?.userId) return false;
  return Date.parse(message.at) - Date.parse(above.at) < TOGETHER_MS;
}

/** What is said of a message that waits for a person, because its customer's address changed before it went. */
export function heldWords({ from, to }: NonNullable<MessageDto['held']>): {
  title: string;
  text: string;
  send: string;
} {
  const was = from ?? 'another address';
  return {
    title: 'Not sent yet: the customer’s address changed',
    text: `This was written for ${was}. The conversation is at ${to ?? 'a new address'} now, which may be another phone.`,
    send: to === null ? 'Send to the new address' : `Send to ${to}`,
  };
}
