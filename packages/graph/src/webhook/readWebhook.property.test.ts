import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ana,
  delivery,
  fromAna,
  messagesValue,
  metaAccountValues,
  metaMessages,
  metaPhoneValues,
  metaStatuses,
} from '../../test/webhookFixture.js';
import { readWebhook } from './readWebhook.js';

const otherValues = { ...metaAccountValues, ...metaPhoneValues };

type Json = unknown;
const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How many updates a delivery must give, counted without reading any of them. */
function countUpdates(body: Json): number | null {
  if (!isObject(body) || typeof body.object !== 'string' || !Array.isArray(body.entry)) return null;
  const counts = body.entry.map((entry: Json) => {
    const changes = isObject(entry) && Array.isArray(entry.changes) ? entry.changes : [];
    const changeCounts = changes.map(countChange);
    return Math.max(
      1,
      changeCounts.reduce((sum, count) => sum + count, 0),
    );
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function countChange(change: Json): number {
  if (!isObject(change) || !isObject(change.value)) return 1;
  const { messages, message_echoes, statuses, errors, state_sync, history } = change.value;
  if (change.field === 'smb_app_state_sync') return 1 + countItems(state_sync);
  if (change.field === 'history') return 1 + countMessages(history) + countItems(messages) + countItems(message_echoes);
  if (change.field !== 'messages' && change.field !== 'smb_message_echoes') return 1;
  const items = [messages, message_echoes, statuses, errors].map(countItems);
  return Math.max(
    1,
    items.reduce((sum, count) => sum + count, 0),
  );
}

const listOf = (list: Json): Json[] => {
  if (list === undefined || list === null) return [];
  return Array.isArray(list) ? list : [list];
};
const countItems = (list: Json): number => listOf(list).length;

/** In a history, a part or a thread is one when it cannot be read, and what is in it when it can. */
function countMessages(history: Json): number {
  let count = 0;
  for (const part of listOf(history)) {
    if (!isObject(part)) count += 1;
    else for (const thread of listOf(part.threads)) count += isObject(thread) ? countItems(thread.messages) : 1;
  }
  return count;
}

function expectNothingLost(body: Json): void {
  const read = readWebhook(body);
  expect(read === null ? null : read.updates.length).toBe(countUpdates(body));
  for (const update of read?.updates ?? []) {
    if (update.kind === 'message') expect(update.message.timestamp.getTime()).not.toBeNaN();
    if (update.kind === 'message' || update.kind === 'echo') {
      expect(update.contact.waId ?? update.contact.userId).toBeTruthy();
    }
  }
}

const words = ['id', 'from', 'type', 'text', 'messages', 'entry', 'changes', 'value', '__proto__', 'constructor'];
const key = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary' }));
/** Any JSON, through its text, so that `__proto__` is a key of its own as it is in a request. */
const anyJson = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, true, 0, -1, 1e308, '', 'text', '\ud83d', '1795000000'),
      fc.string({ unit: 'binary' }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }))
  .value.map((value): Json => JSON.parse(JSON.stringify(value)));

const validDelivery = fc
  .record({
    messages: fc.array(fc.constantFrom(...Object.values(metaMessages)).map(fromAna), { maxLength: 4 }),
    statuses: fc.array(fc.constantFrom(...Object.values(metaStatuses)), { maxLength: 3 }),
    account: fc.constantFrom(...Object.entries(otherValues)),
  })
  .map(({ messages, statuses, account: [field, value] }) => ({
    object: 'whatsapp_business_account',
    entry: [
      ...delivery('messages', messagesValue({ contacts: [ana], messages, statuses })).entry,
      ...delivery(field, value, { time: 1795000000 }).entry,
    ],
  }));

/** Puts something else at one place of a JSON, or takes the place away. The path says which child to go to, each time. */
function mutate(json: Json, path: number[], replacement: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined || typeof json !== 'object' || json === null) return replacement;
  const keys = Object.keys(json);
  const chosen = keys[step % Math.max(1, keys.length)];
  if (chosen === undefined) return replacement;
  const copy: Record<string, Json> | Json[] = Array.isArray(json) ? [...json] : { ...json };
  const changed = mutate(Reflect.get(json, chosen), rest, replacement);
  if (changed === undefined && !Array.isArray(copy)) Reflect.deleteProperty(copy, chosen);
  else Reflect.set(copy, chosen, changed ?? null);
  return copy;
}

describe('whatever arrives', () => {
  it('no JSON makes it throw, and nothing in it is lost', () => {
    fc.assert(fc.property(anyJson, expectNothingLost), { numRuns: 2_000 });
  });

  it('no JSON inside of an envelope does either', () => {
    const inside = fc.oneof(
      fc.array(anyJson, { maxLength: 3 }).map((entry) => ({ object: 'whatsapp_business_account', entry })),
      fc.array(anyJson, { maxLength: 3 }).map((changes) => ({ object: 'x', entry: [{ id: '1', changes }] })),
      anyJson.map((value) => delivery('messages', value)),
      fc.array(anyJson, { maxLength: 3 }).map((messages) => delivery('messages', messagesValue({ messages }))),
      fc.array(anyJson, { maxLength: 3 }).map((statuses) => delivery('messages', messagesValue({ statuses }))),
      fc.tuple(fc.constantFrom(...Object.keys(otherValues)), anyJson).map(([field, value]) => delivery(field, value)),
    );
    fc.assert(fc.property(inside, expectNothingLost), { numRuns: 2_000 });
  });

  it('a real delivery with a few wrong places loses nothing', () => {
    const place = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 10 });
    const mutations = fc.array(fc.tuple(place, fc.option(anyJson, { nil: undefined })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(validDelivery, mutations, (valid, changes) => {
        const body = changes.reduce<Json>((json, [path, replacement]) => mutate(json, path, replacement), valid);
        expectNothingLost(body);
      }),
      { numRuns: 3_000 },
    );
  });

  it('a real delivery is understood to the last update', () => {
    fc.assert(
      fc.property(validDelivery, (valid) => {
        expectNothingLost(valid);
        const unknown = readWebhook(valid)?.updates.filter((update) => update.kind === 'unknown') ?? [];
        const isEmpty = countChange(valid.entry[0]?.changes[0]) === 1 && unknown.length === 1;
        if (!isEmpty) expect(unknown).toEqual([]);
      }),
    );
  });
});
