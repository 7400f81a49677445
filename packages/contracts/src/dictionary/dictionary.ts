import { codeFamilies } from '@switchboard/meta-codes';
import { bans, disconnections, names, restrictions, sendability, statuses } from './accountDetails.js';
import { accountEvents } from './accountEvents.js';
import { accountFields } from './accountFields.js';
import { type CancelStep, cancelSteps, findCancelStepEntry } from './cancelSteps.js';
import type { DictionaryEntry } from './entry.js';
import { describedCodes, findDescribedCode, findFamily } from './metaErrors.js';

export const dictionaryKinds = ['error', 'cancel_step', 'account_event', 'number_state'] as const;
export type DictionaryKind = (typeof dictionaryKinds)[number];

export interface DictionaryItem {
  /** Unique, and usable after `#`: `131047`, `190-458`, `138000-138025`, `PERMISSIONS`, `account_update-PARTNER_REMOVED`. */
  id: string;
  kind: DictionaryKind;
  /** Meta's word for it, to be shown: `131047`, `190/458`, `200–299`, `PARTNER_REMOVED`. */
  code: string;
  /** Where Meta says it: the webhook's field, or the field of the number. Null for errors and screens. */
  field: string | null;
  entry: DictionaryEntry;
}

export function toMetaErrorId(code: number, subcode?: number): string {
  const described = findDescribedCode(code, subcode);
  if (described) return described.key.replace('/', '-');
  const family = findFamily(code);
  return family ? `${family.first}-${family.last}` : String(code);
}

export const toAccountEventId = (field: string, event?: string): string =>
  Object.hasOwn(accountEvents, field) ? `${field}-${event ?? ''}` : field;

const errors: DictionaryItem[] = [
  ...describedCodes.map(({ key, code, lastCode, subcode = 0, entry }) => ({
    id: key.replace('/', '-'),
    kind: 'error' as const,
    code: lastCode === undefined ? key : `${code}–${lastCode}`,
    field: null,
    entry,
    order: [code, subcode],
  })),
  ...codeFamilies.map(({ first, last, words }) => ({
    id: `${first}-${last}`,
    kind: 'error' as const,
    code: `${first}–${last}`,
    field: null,
    entry: words,
    order: [last, 1],
  })),
]
  .toSorted((a, b) => (a.order[0] ?? 0) - (b.order[0] ?? 0) || (a.order[1] ?? 0) - (b.order[1] ?? 0))
  .map(({ order: _order, ...item }) => item);

const steps: DictionaryItem[] = cancelSteps.flatMap((step: CancelStep) => {
  const entry = findCancelStepEntry(step);
  return entry ? [{ id: step, kind: 'cancel_step' as const, code: step, field: null, entry }] : [];
});

const toItems = (kind: DictionaryKind, field: string, table: Readonly<Record<string, DictionaryEntry>>) =>
  Object.entries(table).map(([code, entry]): DictionaryItem => ({ id: `${field}-${code}`, kind, code, field, entry }));

const events: DictionaryItem[] = [
  ...Object.entries(accountEvents).flatMap(([field, table]) => toItems('account_event', field, table)),
  ...toItems('account_event', 'disconnection_info', disconnections),
  ...toItems('account_event', 'ban_info', bans),
  ...toItems('account_event', 'restriction_info', restrictions),
  ...Object.entries(accountFields).map(
    ([field, entry]): DictionaryItem => ({ id: field, kind: 'account_event', code: field, field: null, entry }),
  ),
];

const states: DictionaryItem[] = [
  ...toItems('number_state', 'status', statuses),
  ...toItems('number_state', 'name_status', names),
  ...toItems('number_state', 'health_status', sendability),
];

export const dictionary: readonly DictionaryItem[] = [...errors, ...steps, ...events, ...states];
