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
  metaResponderValues,
  metaStatuses,
  metaSystemMessages,
} from '../../test/webhookFixture.js';
import { readWebhook } from './readWebhook.js';

const otherValues = { ...metaAccountValues, ...metaPhoneValues, ...metaResponderValues };

type Json = unknown;
const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function countUpdates(body: Json): number | null {
  if (!isObject(body) || typeof body.object !== 'string' || !Array.isArray(body.entry)) return null;
  const counts = body.entry.map((entry: Json) => {
    const changes = isObject(entry) && Array.isArray(entry.changes) ? entry.changes : [];
    const changeCounts = changes.map((change: Json) => (isObject(change) ? countChange(change) : 1));
    return Math.max(
      1,
      changeCounts.reduce((sum, count) => sum + count, 0),
    );
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function countChange({ field, value }: { field?: Json; value?: Json }): number {
  if (!isObject(value)) return 1;
  switch (field) {
    case 'smb_app_state_sync':
      return 1 + countItems(value.state_sync);
    case 'history':
      return 1 + countMessages(value.history) + countItems(value.messages) + countItems(value.message_echoes);
    case 'user_preferences':
      return 1 + countItems(value.user_preferences);
    case 'calls':
      return Math.max(1, countItems(value.calls) + countItems(value.statuses) + countItems(value.errors));
    case 'standby': {
      const nested = isObject(value.standby) ? countLists(value.standby, hasNumber(value)) : 0;
      return Math.max(1, nested + countLists(value, hasNumber(value)));
    }
    case 'messages':
    case 'smb_message_echoes':
      return Math.max(1, countLists(value, hasNumber(value)));
    default:
      return 1;
  }
}

function countLists(value: Record<string, Json>, isOfNumber: boolean): number {
  const { messages, message_echoes, statuses, errors, conversation_context } = value;
  const inside = isOfNumber ? toList(messages).filter((item) => isObject(item) && 'conversation_context' in item) : [];
  const items = [messages, message_echoes, statuses, errors].map(countItems);
  return items.reduce((sum, count) => sum + count, inside.length + (conversation_context === undefined ? 0 : 1));
}

function hasNumber({ metadata, recipient }: Record<string, Json>): boolean {
  const named = isObject(metadata) ? metadata : recipient;
  const id = isObject(named) ? named.phone_number_id : undefined;
  return typeof id === 'number' ? Number.isSafeInteger(id) && id >= 0 : typeof id === 'string' && id !== '';
}

const toList = (list: Json): Json[] => {
  if (list === undefined || list === null) return [];
  return Array.isArray(list) ? list : [list];
};
const countItems = (list: Json): number => toList(list).length;

/** In a history, a part or a thread is one when it cannot be read, and what is in it when it can. */
function countMessages(history: Json): number {
  let count = 0;
  for (const part of toList(history)) {
    if (!isObject(part)) count += 1;
    else for (const thread of toList(part.threads)) count += isObject(thread) ? countItems(thread.messages) : 1;
  }
  return count;
}

function expectNothingLost(body: Json): void {
  const read = readWebhook(body);
  expect(read === null ? null : read.updates.length).toBe(countUpdates(body));
  for (const update of read?.updates ?? []) {
    if (update.kind === 'message') expect(update.message.timestamp.getTime()).not.toBeNaN();
    if ('contact' in update && update.contact) {
      const { waId, userId } = update.contact;
      const isInGroup = update.kind === 'echo' && update.groupId !== undefined;
      expect(waId ?? userId ?? isInGroup).toBeTruthy();
      if (waId !== undefined) expect(waId).toMatch(/^\d{1,20}$/);
      if (userId !== undefined) expect(userId).not.toMatch(/\s/);
    }
    if (update.kind === 'status' && update.recipientWaId !== undefined) {
      expect(update.recipientWaId).toMatch(/^\d{1,20}$/);
    }
  }
}

const words = [
  ...['id', 'from', 'type', 'text', 'messages', 'entry', 'changes', 'value', '__proto__', 'constructor'],
  ...[
    'metadata',
    'recipient',
    'sender',
    'phone_number_id',
    'standby',
    'calls',
    'statuses',
    'message_echoes',
    'message',
  ],
  ...[
    'conversation_context',
    'user_preferences',
    'group_id',
    'system',
    'contacts',
    'wa_id',
    'user_id',
    'parent_user_id',
  ],
];
const texts = [
  '',
  'text',
  '\ud83d',
  '1795000000',
  'US.1',
  'US.ENT.1',
  '+15550100001',
  '-1',
  '1.5',
  'wamid.1',
  'system',
];
const key = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary' }));
/** Any JSON, through its text, so that `__proto__` is a key of its own as it is in a request. */
const anyJson = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, true, 0, -1, 1.5, 1e308, ...texts),
      fc.string({ unit: 'binary' }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }))
  .value.map((value): Json => JSON.parse(JSON.stringify(value)));

const validDelivery = fc
  .record({
    messages: fc.array(
      fc.oneof(
        fc.constantFrom(...Object.values(metaMessages)).map(fromAna),
        fc.constantFrom(...Object.values(metaSystemMessages)),
      ),
      { maxLength: 4 },
    ),
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
        const isEmpty = countChange(valid.entry[0]?.changes[0] ?? {}) === 1 && unknown.length === 1;
        if (!isEmpty) expect(unknown).toEqual([]);
      }),
    );
  });

  it('twice as much of anything is read in twice as many steps', () => {
    for (const [name, makeValue] of Object.entries(largeValues)) {
      const few = countSteps(delivery(...makeValue(200)));
      const many = countSteps(delivery(...makeValue(400)));
      expect(many / few, name).toBeLessThan(2.1);
    }
  });
});

const times = (count: number, item: (index: number) => Json): Json[] =>
  Array.from({ length: count }, (_, at) => item(at));
const makePhone = (at: number) => String(15_550_100_000 + at);
const makeContacts = (count: number) => times(count, (at) => ({ ...ana, wa_id: makePhone(at), user_id: `US.${at}` }));
const saidBy = (at: number) => ({ ...fromAna(metaMessages.text ?? {}), from: makePhone(at), from_user_id: `US.${at}` });

const largeValues: Record<string, (count: number) => [field: string, value: Json]> = {
  'messages of as many people': (count) => [
    'messages',
    messagesValue({ contacts: makeContacts(count), messages: times(count, saidBy) }),
  ],
  'messages that say what a conversation is about': (count) => [
    'messages',
    messagesValue({ messages: times(count, (at) => ({ ...saidBy(at), conversation_context: {} })) }),
  ],
  statuses: (count) => [
    'messages',
    messagesValue({ contacts: makeContacts(count), statuses: times(count, () => metaStatuses.read) }),
  ],
  'what others answered': (count) => [
    'standby',
    {
      ...messagesValue({}),
      standby: {
        contacts: makeContacts(count),
        message_echoes: times(count, (at) => ({ ...saidBy(at), to: makePhone(at) })),
      },
    },
  ],
  calls: (count) => [
    'calls',
    messagesValue({
      contacts: makeContacts(count),
      calls: times(count, (at) => ({ id: 'wacid.1', from: makePhone(at), event: 'connect', timestamp: 1 })),
    }),
  ],
  choices: (count) => [
    'user_preferences',
    messagesValue({
      contacts: makeContacts(count),
      user_preferences: times(count, (at) => ({ wa_id: makePhone(at) })),
    }),
  ],
  history: (count) => [
    'history',
    messagesValue({ history: [{ threads: times(count, (at) => ({ id: makePhone(at), messages: [saidBy(at)] })) }] }),
  ],
  cards: (count) => [
    'messages',
    messagesValue({ messages: [fromAna({ type: 'contacts', contacts: times(count, () => ({ vcard: 'FN:Ana' })) })] }),
  ],
};

function countSteps(body: Json): number {
  let steps = 0;
  const watched = (value: Json): Json =>
    typeof value === 'object' && value !== null
      ? new Proxy(value, {
          get(target, key, receiver) {
            steps += 1;
            return watched(Reflect.get(target, key, receiver));
          },
        })
      : value;
  readWebhook(watched(body));
  return steps;
}
