import {
  accountEventEntry,
  banEntry,
  describedErrorEntry,
  disconnectionEntry,
  isKnownAccountField,
  restrictionEntry,
} from '@switchboard/contracts';
import type { AccountUpdate, WebhookContent, WebhookUpdate } from '@switchboard/graph';
import type { UnknownCodeKind } from './unknownCode.model.js';

export interface Unknown {
  kind: UnknownCodeKind;
  code: string;
  /** Meta's words, where there are some. */
  sample: string;
}

/** More than this of Meta's words nobody reads, and nothing is searched. */
const mostWords = 1_000;
const phone = /\+?\d(?:[ ().-]{0,2}\d){5,}/g;

/** Their beginning. What may be the half of an address is not a part of it. */
function beginningOf(words: string): string {
  if (words.length <= mostWords) return words;
  const beginning = words.slice(0, mostWords);
  return beginning.slice(0, beginning.lastIndexOf(' ') + 1) || beginning;
}

/** Meta's words without what may be an id, a phone number (with its spaces and dashes) or an e-mail address. */
export const withoutData = (words: string): string =>
  beginningOf(words)
    .replace(/\S+/g, (word) => (/[^@]@[^@]/.test(word) ? '…' : word))
    .replace(phone, '…');

function ofError({ code, title, details }: { code: number; title?: string; details?: string }): Unknown[] {
  return describedErrorEntry(code) ? [] : [{ kind: 'error', code: String(code), sample: details ?? title ?? '' }];
}

/** What in one update of Meta's is not in the dictionary, or there without a meaning. Pure. */
export function unknownsIn(update: WebhookUpdate): Unknown[] {
  switch (update.kind) {
    case 'status':
      return update.error ? ofError(update.error) : [];
    case 'problem':
      return ofError(update.error);
    case 'message':
    case 'echo':
    case 'past':
      return update.message.content.type === 'unsupported' ? ofUnsupported(update.message.content) : [];
    case 'phone_contact':
    case 'handover':
    case 'call':
    case 'preference':
      return [];
    case 'account':
      return ofAccount(update);
    case 'unknown':
      return update.reason === 'field_unknown' && !isKnownAccountField(update.field)
        ? [{ kind: 'webhook_field', code: update.field, sample: '' }]
        : [];
  }
}

function ofUnsupported(content: Extract<WebhookContent, { type: 'unsupported' }>): Unknown[] {
  const { metaType, code, title, details } = content;
  // A known type in a form that nobody knows is something else to look into than a type that nobody knows.
  const word = content.isUnreadable ? `${metaType}: unreadable` : metaType;
  const type: Unknown = { kind: 'message_type', code: word, sample: details ?? title ?? '' };
  return [type, ...(code === undefined ? [] : ofError({ code, title, details }))];
}

function ofAccount({ field, event, value }: AccountUpdate): Unknown[] {
  if (accountEventEntry(field, event)) return field === 'account_update' ? ofDetails(value) : [];
  if (isKnownAccountField(field))
    return [{ kind: 'account_event', code: `${field}: ${event ?? 'no event'}`, sample: '' }];
  return [{ kind: 'webhook_field', code: field, sample: event ?? '' }];
}

const wordIn = (value: unknown, key: string): string | null => {
  const word: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof word === 'string' && word !== '' ? word : null;
};

/** Why, how and in which way: the words that an event of an account carries. */
function ofDetails(value: AccountUpdate['value']): Unknown[] {
  const restrictions = Array.isArray(value.restriction_info) ? value.restriction_info : [];
  const said = [
    ['disconnection_info', wordIn(value.disconnection_info, 'reason'), disconnectionEntry],
    ['ban_info', wordIn(value.ban_info, 'waba_ban_state'), banEntry],
    ...restrictions.map((one) => ['restriction_info', wordIn(one, 'restriction_type'), restrictionEntry] as const),
  ] as const;
  return said.flatMap(([field, word, entryOf]): Unknown[] =>
    word === null || entryOf(word) ? [] : [{ kind: 'account_event', code: `${field}: ${word}`, sample: '' }],
  );
}
