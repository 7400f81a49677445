import {
  type DictionaryEntry,
  findAccountEventEntry,
  findBanEntry,
  findDescribedErrorEntry,
  findDisconnectionEntry,
  findMetaErrorEntry,
  findRestrictionEntry,
  type NoticeDto,
  toAccountEventId,
  toMetaErrorId,
} from '@switchboard/contracts';
import { templateNews } from './templateNews.js';

export type NoticeWords = Pick<NoticeDto, 'tone' | 'title' | 'text' | 'code'>;
type Value = Record<string, unknown>;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const object = (value: unknown): Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Value) : {};
/** `RESTRICTED_BIZ_INITIATED_MESSAGING` as "restricted biz initiated messaging": better than nothing for a new word. */
const plain = (word: unknown): string =>
  (text(word) ?? 'something new').slice(0, 200).toLowerCase().replaceAll('_', ' ');

/** What Meta adds to an event: its own values, between what happened and what to do. */
interface Said {
  entry?: DictionaryEntry | undefined;
  code?: string;
  title?: string;
  what?: string | undefined;
  tone?: NoticeWords['tone'];
  values?: string[];
}

function accountUpdate(value: Value): Said {
  const reason = text(object(value.disconnection_info).reason);
  if (value.event === 'PARTNER_REMOVED' && reason) {
    return {
      entry: findDisconnectionEntry(reason),
      code: `disconnection_info-${reason}`,
      values: findDisconnectionEntry(reason) ? [] : [`Reason: ${plain(reason)}.`],
    };
  }
  if (value.event === 'DISABLED_UPDATE') {
    const state = text(object(value.ban_info).waba_ban_state) ?? '';
    return { entry: findBanEntry(state), code: `ban_info-${state}` };
  }
  if (value.event === 'ACCOUNT_VIOLATION') {
    const kind = text(object(value.violation_info).violation_type);
    return { values: kind ? [`The violation: ${plain(kind)}.`] : [] };
  }
  if (value.event !== 'ACCOUNT_RESTRICTION' || !Array.isArray(value.restriction_info)) return {};
  const types = value.restriction_info.map((one) => object(one).restriction_type);
  return {
    values: types.map((type) => findRestrictionEntry(text(type) ?? '')?.what ?? `It is limited: ${plain(type)}.`),
  };
}

function describeReview(value: Value): Said {
  const reason = text(value.rejection_reason);
  return { values: reason ? [`Reason: ${plain(reason)}.`] : [] };
}

function nameReview(value: Value): Said {
  const name = text(value.requested_verified_name);
  return { ...describeReview(value), ...(name ? { title: `Display name “${name}”: ${plain(value.decision)}` } : {}) };
}

/** Older forms have the alert without `alert_info` around it. */
const readAlert = (value: Value): Value => (value.alert_info === undefined ? value : object(value.alert_info));

function accountAlert(value: Value): Said {
  const { alert_severity: severity, alert_description: description } = readAlert(value);
  return {
    what: text(description) ?? undefined,
    ...(severity === 'CRITICAL' ? { tone: 'bad' } : severity === 'WARNING' ? { tone: 'warn' } : {}),
  };
}

/** "any number of customers", "1000 customers", "1K customers"; null where Meta names none, or has set none yet. */
function describeLimit(limit: unknown): string | null {
  if (limit === -1 || limit === 'TIER_UNLIMITED') return 'any number of customers';
  if (typeof limit === 'number') return Number.isSafeInteger(limit) && limit >= 0 ? `${limit} customers` : null;
  const tier = text(limit);
  return tier && !isNotSet(tier) ? `${tier.replace(/^TIER_/, '').slice(0, 40)} customers` : null;
}
/** Meta's word for a limit that it will set when the number is used (meta-platform 17.4). */
const isNotSet = (limit: unknown): boolean => limit === 'TIER_NOT_SET' || limit === 'NOT_SET';

function qualityUpdate(value: Value): Said {
  const { max_daily_conversations_per_business: most, current_limit: current, old_limit: old } = value;
  const limit = describeLimit(most) ?? describeLimit(current);
  if (!limit) return { values: isNotSet(most) || isNotSet(current) ? ['The limit is not set yet.'] : [] };
  const before = isNotSet(old) ? 'not set yet' : describeLimit(old);
  const was = before && before !== limit ? `; before it was ${before}${isNotSet(old) ? '' : ' a day'}` : '';
  return { values: [`The limit is now ${limit} a day${was}.`] };
}

function capabilityUpdate(value: Value): Said {
  const given = value.max_daily_conversations_per_business;
  const limit = describeLimit(given);
  if (limit) return { values: [`It may now write first to ${limit} a day.`] };
  return { values: isNotSet(given) ? ['How many customers it may write to first is not set yet.'] : [] };
}

/** A map and not an object: what is looked up in it comes from outside, and an object knows words of its own. */
const readers = new Map<string, (value: Value) => Said>([
  ['account_update', accountUpdate],
  ['account_review_update', describeReview],
  ['phone_number_name_update', nameReview],
  ['account_alerts', accountAlert],
  ['phone_number_quality_update', qualityUpdate],
  ['business_capability_update', capabilityUpdate],
  ...templateNews,
]);

const readWord = (value: Value): string | undefined =>
  text(value.event) ?? text(value.decision) ?? text(readAlert(value).alert_type) ?? undefined;

const newWord = (field: string, word: string | undefined): DictionaryEntry => ({
  title: 'News from Meta',
  what: `Meta reports about ${plain(field)}${word ? `: ${plain(word)}` : ''}.`,
  turn: 'meta',
  press: null,
  tone: 'info',
});

/** What a notice says: the dictionary's words with Meta's values in them, or Meta's own words for what it lacks. */
export function noticeWords(field: string, value: unknown): NoticeWords {
  const given = object(value);
  const said = readers.get(field)?.(given) ?? {};
  const word = readWord(given);
  const ofEvent = findAccountEventEntry(field, word);
  const entry = said.entry ?? ofEvent ?? newWord(field, word);
  return {
    code: (said.entry && said.code) ?? (ofEvent ? toAccountEventId(field, word) : null),
    tone: said.tone ?? entry.tone,
    title: said.title ?? entry.title,
    text: [said.what ?? entry.what, ...(said.values ?? []), entry.press].filter(Boolean).join(' '),
  };
}

export function errorWords({ code, title, details }: { code: number; title: string; details?: string }): NoticeWords {
  const entry = findDescribedErrorEntry(code);
  if (entry) {
    const said = [entry.what, entry.press].filter(Boolean).join(' ');
    return { tone: 'warn', title: entry.title, text: said, code: toMetaErrorId(code) };
  }
  const words = details ?? `Meta reports error ${code}.`;
  const id = findMetaErrorEntry(code) ? toMetaErrorId(code) : null;
  return { tone: 'warn', title: title || `Meta’s error ${code}`, text: words, code: id };
}
