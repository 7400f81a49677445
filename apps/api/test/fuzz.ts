import {
  accountChange,
  buildDelivery,
  type Change,
  callChange,
  echoChange,
  groupChange,
  handoverChange,
  historyChange,
  type JsonObject,
  messageChange,
  preferenceChange,
  problemChange,
  serializeLikeMeta,
  standbyChange,
  stateSyncChange,
  statusChange,
} from '@switchboard/meta-sandbox';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { acmeNumber as number, secondNumber } from './deliveries.js';
import { seeded } from './linkingStage.js';

type Random = () => number;

/**
 * So many deliveries come from the same people. Ids that are put where they do not belong make one person of several, and a
 * person of thousands is none that there could be: it would take ever longer, and show nothing else.
 */
const deliveriesOfSamePeople = 400;
const peopleAtOnce = 200;
const makeAna = (epoch: number) => ({
  wa_id: `1556${String(epoch).padStart(7, '0')}`,
  user_id: `US.1000000${String(epoch).padStart(6, '0')}`,
});
const error = { code: 131047, title: 'Re-engagement message', error_data: { details: 'More than 24 hours.' } };
const file = { id: '800100', mime_type: 'image/png', sha256: 'c2FtcGxl', url: 'https://x.test/1' };

/** What stands in a message beside the common keys, of every type. */
const messageBodies: JsonObject[] = [
  { type: 'text', text: { body: 'Is it on its way? 👍 ünï' } },
  { type: 'image', image: { ...file, caption: 'a photo' } },
  { type: 'audio', audio: { ...file, voice: true } },
  { type: 'document', document: { ...file, filename: 'bill.pdf', caption: 'The bill' } },
  { type: 'sticker', sticker: { ...file, animated: true } },
  { type: 'location', location: { latitude: -33.44, longitude: 0, name: 'Shop', address: '1 Main St' } },
  {
    type: 'contacts',
    contacts: [
      {
        name: { formatted_name: 'Ben Doe', first_name: 'Ben' },
        phones: [{ phone: '+1 555 010 0002', wa_id: '15550100002', type: 'CELL' }],
        emails: [{ email: 'ben@x.test' }],
        vcard: 'BEGIN:VCARD\nFN:Ben\nTEL;waid=15550100002:+1 555 010 0002\nEND:VCARD',
      },
    ],
  },
  { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } } },
  {
    type: 'interactive',
    interactive: { type: 'list_reply', list_reply: { id: 'r', title: 'Roses', description: 'Red' } },
  },
  {
    type: 'interactive',
    interactive: {
      type: 'nfm_reply',
      nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"size":2,"gifts":["a",null]}' },
    },
  },
  {
    type: 'interactive',
    interactive: {
      type: 'call_permission_reply',
      call_permission_reply: { response: 'accept', expiration_timestamp: 1795000000 },
    },
  },
  {
    type: 'button',
    button: { payload: 'STOP', text: 'Stop' },
    context: { id: 'wamid.ASKED', from: seedNumbers.acmeFlowers.digits },
  },
  { type: 'reaction', reaction: { message_id: 'wamid.FIRST', emoji: '👍' } },
  {
    type: 'order',
    order: {
      catalog_id: '6',
      product_items: [{ product_retailer_id: 'rose', quantity: 3, item_price: 2.5, currency: 'USD' }],
    },
  },
  { type: 'edit', edit: { original_message_id: 'wamid.FIRST', message: { type: 'text', text: { body: 'Hallo' } } } },
  { type: 'revoke', revoke: { original_message_id: 'wamid.FIRST' } },
  { type: 'unsupported', unsupported: { type: 'poll' }, errors: [error] },
  {
    type: 'text',
    text: { body: 'from an ad' },
    referral: { source_url: 'https://fb.me/x', headline: 'Tulips', image_url: 'https://x.test/a.jpg' },
  },
];

/** Deliveries of every kind that Meta has, one after the other. */
function plainChange(random: Random, serial: number, epoch: number): Change {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const at = 1_795_000_000 + Math.floor(random() * 10_000);
  const timestamp = String(at);
  const id = random() < 0.05 ? 'wamid.FIRST' : `wamid.FUZZ${serial}`;
  const ana = makeAna(epoch);
  const contacts = [{ profile: { name: 'Ana' }, ...ana }];
  const person = epoch * peopleAtOnce + Math.floor(random() * peopleAtOnce);
  const from = random() < 0.1 ? ana.wa_id : `1555${String(person).padStart(7, '0')}`;
  // Changes of number and id, each of one customer's own: many of one person would be about merging threads only.
  const system = {
    type: 'user_changed_number',
    body: `User Ana changed from ${from} to ${from}9`,
    wa_id: `${from}9`,
    ...(random() < 0.5 ? { user_id: `US.${from}9`, previous_user_id: `US.${from}` } : {}),
  };
  const body = random() < 0.03 ? { type: 'system', system } : pick(messageBodies);
  const message = { from, from_user_id: `US.${from}`, id, timestamp, ...body };
  const echo = { to: from, id, timestamp, ...pick(messageBodies) };
  const status = {
    id: 'wamid.OURS',
    status: pick(['sent', 'delivered', 'read', 'failed']),
    timestamp,
    recipient_id: from,
  };
  const kinds: (() => Change)[] = [
    ...Array<() => Change>(6).fill(() => messageChange({ number, contacts, messages: [message] })),
    () =>
      messageChange({
        number: secondNumber,
        contacts,
        messages: [message, { ...message, id: `${id}b`, group_id: 'g1' }],
      }),
    () =>
      statusChange({
        number,
        contacts,
        statuses: [{ ...status, errors: [error], pricing: { billable: true, category: 'service' } }],
      }),
    () => echoChange({ number, contacts, echoes: [echo] }),
    () => standbyChange({ number, contacts, messages: [message], statuses: [status] }),
    () =>
      handoverChange({
        number,
        sender: { phone_number: from },
        type: 'control_passed',
        details: { new_owner_role: 'ai_agent', metadata: 'm' },
        at: at * 1000,
      }),
    () =>
      callChange({
        number,
        contacts,
        calls: [
          {
            id: `wacid.${serial}`,
            from,
            to: seedNumbers.acmeFlowers.digits,
            event: 'terminate',
            timestamp,
            direction: 'USER_INITIATED',
            status: 'COMPLETED',
            duration: 4,
          },
        ],
      }),
    () =>
      preferenceChange({
        number,
        contacts,
        preferences: [{ wa_id: from, category: 'marketing_messages', value: 'stop', timestamp: at }],
      }),
    () => problemChange({ number, errors: [error] }),
    () =>
      stateSyncChange({
        number,
        entries: [
          {
            type: 'contact',
            contact: { full_name: 'Ana', phone_number: from },
            action: 'add',
            metadata: { timestamp },
          },
        ],
      }),
    () =>
      historyChange({
        number,
        history: [
          {
            metadata: { phase: 0, chunk_order: 1, progress: 55 },
            threads: [{ id: from, messages: [{ ...message, history_context: { status: 'READ' } }] }],
          },
        ],
      }),
    () =>
      groupChange({
        number,
        field: 'group_lifecycle_update',
        groups: [{ group_id: 'g1', type: 'group_create', subject: 'Garden', timestamp }],
      }),
    () =>
      accountChange({
        wabaId: number.wabaId,
        field: pick(['account_alerts', 'security', 'phone_number_quality_update', 'telepathy']),
        value: { event: 'X', display_phone_number: seedNumbers.acmeFlowers.digits },
      }),
  ];
  return pick(kinds)();
}

/** Marks a place where raw text is put in when everything is written. */
const rawMark = '\ue000raw\ue000';

/** A megabyte takes as long as hundreds of the others, and a few thousand of them in a million show as much as more would. */
const largeShare = 0.002;
/** Where a large value was put in, most places are in there: the first so many are enough to choose from. */
const mostPlaces = 2_000;

/** Values of forms that nobody expects. Text between marks is put in as it is, so that it may be what JSON.stringify does not write. */
function oddValue(random: Random, epoch: number): unknown {
  const raw = (text: string) => `${rawMark}${text}${rawMark}`;
  const nested = (levels: number) =>
    raw(
      random() < 0.5 ? `${'['.repeat(levels)}${']'.repeat(levels)}` : `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
    );
  const isLarge = random() < largeShare;
  const odd: (() => unknown)[] = [
    () => null,
    () => true,
    () => '',
    () => [],
    () => ({}),
    () => 0,
    () => -1,
    () => 1e21,
    () => raw('1e999'),
    () => raw('123456789012345678901234567890'),
    () => raw('-0.0e-400'),
    () => '\ud800',
    () => '\udfff\ud800',
    () => '\u0000',
    () => '\u202eevil\u2066',
    () => '-62135596800',
    () => '99999999999999',
    () => nested(Math.floor(random() * 40)),
    () => nested(isLarge ? 200_000 : 150),
    () => 'x'.repeat(isLarge ? 1_500_000 : 3_000),
    () => 'é@. '.repeat(isLarge ? 200_000 : 500),
    () => '1'.repeat(isLarge ? 100_000 : 400),
    () => Array(isLarge ? 200_000 : 300).fill(random() < 0.5 ? {} : 0),
    () => Object.fromEntries(Array.from({ length: isLarge ? 60_000 : 200 }, (_, key) => [`k${key}`, key])),
    () => ({ $where: '1', 'a.b': 1, '': 2, 'nul\u0000key': 3 }),
    () => raw('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    () => raw('{"a":1,"a":2}'),
    () => ({ [`long${'k'.repeat(isLarge ? 300_000 : 600)}`]: 1 }),
    () => [`US.ENT.${epoch}`, `US.${epoch}`, `+${makeAna(epoch).wa_id}`][Math.floor(random() * 3)],
  ];
  return odd[Math.floor(random() * odd.length)]?.();
}

type Holder = Record<string, unknown>;
/** Every place in a value where something stands, with what holds it. */
function placesIn(value: unknown, found: [holder: Holder, key: string][] = []): [holder: Holder, key: string][] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, child] of Object.entries(value)) {
    if (found.length >= mostPlaces) break;
    found.push([value as Holder, key]);
    placesIn(child, found);
  }
  return found;
}

function mutate(delivery: object, random: Random, epoch: number): void {
  const places = placesIn(delivery);
  const pick = () => places[Math.floor(random() * places.length)];
  const chosen = pick();
  if (!chosen) return;
  const [holder, key] = chosen;
  const how = random();
  if (how < 0.55) holder[key] = oddValue(random, epoch);
  else if (how < 0.65) delete holder[key];
  else if (how < 0.8) holder[key] = structuredClone(places[Math.floor(random() * places.length)]?.[0] ?? null);
  else if (how < 0.9 && Array.isArray(holder)) holder.push(holder[key as never] as never);
  else holder[random() < 0.5 ? `${key}_` : 'type'] = oddValue(random, epoch);
}

function mutateBytes(bytes: Buffer, random: Random): Buffer {
  const at = Math.floor(random() * bytes.length);
  const how = random();
  if (how < 0.4) return bytes.subarray(0, at);
  if (how < 0.7) {
    const changed = Buffer.from(bytes);
    changed[at] = Math.floor(random() * 256);
    return changed;
  }
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([255, 0, 34, 123]), bytes.subarray(at)]);
}

function written(delivery: object): Buffer {
  const plain = JSON.stringify(delivery);
  if (!plain.includes(rawMark)) return Buffer.from(plain);
  const marked = new RegExp(`"${rawMark}([^\ue000]*)${rawMark}"`, 'g');
  const text = plain.replace(marked, (_all, raw: string) => JSON.parse(`"${raw}"`));
  return Buffer.from(text);
}

/** Deliveries of every shape, plain and changed, in an order that the seed alone decides. */
export function createFuzz(seed: number): () => Buffer {
  const random = seeded(seed);
  let serial = 0;
  return () => {
    serial += 1;
    const epoch = Math.floor(serial / deliveriesOfSamePeople);
    const changes = Array.from({ length: random() < 0.8 ? 1 : 3 }, (_, index) =>
      plainChange(random, serial * 10 + index, epoch),
    );
    const delivery = structuredClone(buildDelivery(changes));
    const times = random() < 0.1 ? 0 : 1 + Math.floor(random() * 3);
    if (times === 0) return serializeLikeMeta(delivery);
    for (let time = 0; time < times; time += 1) mutate(delivery, random, epoch);
    const bytes = written(delivery);
    return random() < 0.1 ? mutateBytes(bytes, random) : bytes;
  };
}
