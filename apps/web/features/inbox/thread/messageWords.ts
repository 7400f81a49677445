import { isolated, type MessageContent, type MessageDto, type MessageStatus } from '@switchboard/contracts';
import { callPermissionWords, callWords } from '../content/callWords';
import { mediaWords } from '../content/fileWords';
import { groupSenderName } from '../customerWords';

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
    case 'call':
      return callWords(content, 'in');
    case 'call_permission':
      return callPermissionWords(content, Date.now());
    case 'handover':
      return content.summary ?? 'Somebody else answers';
    case 'placeholder':
      return 'Photo or file';
    case 'unsupported':
      return 'Something Switchboard cannot show yet';
  }
}

/** A message in one line, for its place in the thread; of a deleted one only that it was. */
export const messageLine = ({ content, deleted }: Pick<MessageDto, 'content' | 'deleted'>): string =>
  deleted ? 'Deleted message' : contentLine(content);

export function deletedWords({ deletedBy }: Pick<MessageDto, 'deletedBy'>): string | null {
  if (deletedBy === null) return null;
  return deletedBy === 'customer' ? 'The customer deleted this message' : 'Your business deleted this message';
}

export function quotedSender(
  { direction, author }: NonNullable<MessageDto['replyTo']>,
  customer: string,
  myUserId: string,
): string {
  if (direction === 'in') return customer;
  return author && author.userId !== myUserId ? author.name : 'You';
}

export function senderName(message: MessageDto, customer: string, myUserId: string): string {
  if (message.direction === 'in') return message.sender ? groupSenderName(message.sender) : customer;
  if (message.origin === 'phone_app') return 'Your phone app';
  if (message.origin === 'meta_agent') return 'Meta’s agent';
  if (message.origin === 'other_app') return 'Another app';
  if (message.author === null) return 'Your business';
  return message.author.userId === myUserId ? 'You' : message.author.name;
}

export const isLine = ({ content: { kind } }: MessageDto): boolean =>
  kind === 'system' || kind === 'call' || kind === 'handover';

/** Messages of one person closer than this stand together. */
const TOGETHER_MS = 5 * 60_000;

/** Whether a message continues the one above it: no name, less space. */
export function continues(above: MessageDto | undefined, message: MessageDto): boolean {
  if (above === undefined || isLine(above) || isLine(message)) return false;
  if (above.direction !== message.direction || above.origin !== message.origin) return false;
  if (above.author?.userId !== message.author?.userId) return false;
  if (above.sender?.name !== message.sender?.name || above.sender?.phone !== message.sender?.phone) return false;
  return Date.parse(message.at) - Date.parse(above.at) < TOGETHER_MS;
}

/** Why a message is held: its customer's address changed, or it waited too long. */
export function heldWords(
  { from, to, reason }: NonNullable<MessageDto['held']>,
  maySend: boolean,
): {
  title: string;
  text: string;
  send: string;
} {
  const notYet = maySend ? '' : ' It can be sent once you can write freely here again.';
  if (reason === 'interrupted') {
    return {
      title: 'Waiting: was this sent already?',
      text: `Switchboard was interrupted while this waited. It may have reached the customer before that. Send it only if it has not, and still makes sense.${notYet}`,
      send: 'Send it now',
    };
  }
  const was = from === null ? 'another address' : isolated(from);
  const now = to === null ? 'a new address' : isolated(to);
  return {
    title: 'Not sent yet: the customer’s address changed',
    text: `This was written for ${was}. The conversation is at ${now} now, which may be another phone.${notYet}`,
    send: to === null ? 'Send to the new address' : `Send to ${now}`,
  };
}
