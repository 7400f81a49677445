import {
  findAccountEventEntry,
  findBanEntry,
  findDescribedErrorEntry,
  findDisconnectionEntry,
  findRestrictionEntry,
  isKnownAccountField,
} from '@switchboard/contracts';
import type { AccountUpdate, WebhookContent, WebhookUpdate } from '@switchboard/graph';
import type { UnknownCodeKind } from './unknownCode.model.js';

export interface Unknown {
  kind: UnknownCodeKind;
  code: string;
  sample: string;
}

/** Nobody reads more of Meta's words than this, and nothing is searched. */
const mostWords = 1_000;
const phone = /\+?\d(?:[ ().-]{0,2}\d){5,}/g;

/** The beginning of Meta's words, without the half of an address. */
function readBeginning(words: string): string {
  if (words.length <= mostWords) return words;
  const beginning = words.slice(0, mostWords);
  return beginning.slice(0, beginning.lastIndexOf(' ') + 1) || beginning;
}

/** Meta's words without what may be an id, a phone number (with its spaces and dashes) or an e-mail address. */
export const withoutData = (words: string): string =>
  readBeginning(words)
    .replace(/\S+/g, (word) => (/[^@]@[^@]/.test(word) ? '…' : word))
    .replace(phone, '…');

function ofError({ code, title, details }: { code: number; title?: string; details?: string }): Unknown[] {
  return findDescribedErrorEntry(code) ? [] : [{ kind: 'error', code: String(code), sample: details ?? title ?? '' }];
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
  // A known type in an unknown form is counted apart from an unknown type.
  const word = content.isUnreadable ? `${metaType}: unreadable` : metaType;
  const type: Unknown = { kind: 'message_type', code: word, sample: details ?? title ?? '' };
  return [type, ...(code === undefined ? [] : ofError({ code, title, details }))];
}

function ofAccount({ field, event, value }: AccountUpdate): Unknown[] {
  if (findAccountEventEntry(field, event)) return field === 'account_update' ? ofDetails(value) : [];
  if (isKnownAccountField(field))
    return [{ kind: 'account_event', code: `${field}: ${event ?? 'no event'}`, sample: '' }];
  return [{ kind: 'webhook_field', code: field, sample: event ?? '' }];
}

const wordIn = (value: unknown, key: string): string | null => {
  const word: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof word === 'string' && word !== '' ? word : null;
};

function ofDetails(value: AccountUpdate['value']): Unknown[] {
  const restrictions = Array.isArray(value.restriction_info) ? value.restriction_info : [];
  const said = [
    ['disconnection_info', wordIn(value.disconnection_info, 'reason'), findDisconnectionEntry],
    ['ban_info', wordIn(value.ban_info, 'waba_ban_state'), findBanEntry],
    ...restrictions.map((one) => ['restriction_info', wordIn(one, 'restriction_type'), findRestrictionEntry] as const),
  ] as const;
  return said.flatMap(([field, word, entryOf]): Unknown[] =>
    word === null || entryOf(word) ? [] : [{ kind: 'account_event', code: `${field}: ${word}`, sample: '' }],
  );
}
