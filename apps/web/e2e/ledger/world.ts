import type { MessageStatus } from '@switchboard/contracts';
import {
  buildDelivery,
  type Change,
  echoChange,
  messageChange,
  serializeLikeMeta,
  statusChange,
} from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import type { Random } from './random';

/** Two numbers of one WhatsApp account in the sandbox's world. */
const numbers = [seedNumbers.acmeFlowers, seedNumbers.acmeSecond] as const;
export const wabaId = seedWabas.acmeFlowers.id;

const HOURS = 60 * 60;

interface LedgerCustomer {
  name: string;
  number: (typeof numbers)[number];
  /** Absent for those who keep their number hidden. */
  waId?: string;
  userId?: string;
}

/** What has to be in the inbox when everything has been said, by what the messages say: each says something else. */
export interface Expected {
  /** By the customer's name. */
  conversations: Map<string, { phoneNumberId: string; unread: number; texts: Set<string> }>;
  /** Of what the owner wrote on the phone. */
  statuses: Map<string, MessageStatus>;
}

export interface LedgerWorld {
  /** Everything Meta has to say, once. */
  updates: Change[];
  expected: Expected;
}

/** Some hide their number, some are known by both, of whom Meta does not always say both. */
function makeCustomer(index: number): LedgerCustomer {
  const name = `Customer ${String(index).padStart(4, '0')}`;
  const number = numbers[index % 2 === 0 ? 0 : 1];
  const waId = `1556${String(index).padStart(7, '0')}`;
  const userId = `US.${String(7_000_000 + index)}`;
  if (index % 10 === 0) return { name, number, userId };
  return index % 10 === 1 ? { name, number, waId, userId } : { name, number, waId };
}

function saidBy({ name, number, waId, userId }: LedgerCustomer, text: string, at: number, id: string, random: Random) {
  const tellsUserId = userId !== undefined && (waId === undefined || random.isBelow(0.5));
  const contact = { ...(waId ? { wa_id: waId } : {}), ...(tellsUserId ? { user_id: userId } : {}) };
  const sender = { ...(waId ? { from: waId } : {}), ...(tellsUserId ? { from_user_id: userId } : {}) };
  return messageChange({
    number,
    contacts: [{ profile: { name }, ...contact }],
    messages: [{ ...sender, id, timestamp: String(at), type: 'text', text: { body: text } }],
  });
}

function echoTo({ number, waId, userId }: LedgerCustomer, text: string, at: number, id: string) {
  const receiver = { ...(waId ? { to: waId } : {}), ...(userId ? { to_user_id: userId } : {}) };
  const from = number.displayPhoneNumber.replaceAll(/\D/g, '');
  return echoChange({
    number,
    echoes: [{ from, ...receiver, id, timestamp: String(at), type: 'text', text: { body: text } }],
  });
}

const order: MessageStatus[] = ['sent', 'failed', 'delivered', 'read'];
const later = (a: MessageStatus, b: MessageStatus) => (order.indexOf(b) > order.indexOf(a) ? b : a);

/** What became of one message: some of it, as Meta leaves things out. A proof of delivery outdoes a failure. */
function chooseStatuses(random: Random): MessageStatus[] {
  if (random.isBelow(0.04)) return ['failed'];
  const told = order.filter((status) => random.isBelow(status === 'failed' ? 0.04 : 0.75));
  return told;
}

/** Makes everything that Meta is going to say, and what must be known at its end. */
export function makeWorld(
  random: Random,
  counts: { messages: number; customers: number; echoes: number },
  nowMs: number,
): LedgerWorld {
  const customers = Array.from({ length: counts.customers }, (_, index) => makeCustomer(index));
  const expected: Expected = { conversations: new Map(), statuses: new Map() };
  for (const { name, number } of customers) {
    expected.conversations.set(name, { phoneNumberId: number.id, unread: 0, texts: new Set() });
  }
  const updates: Change[] = [];
  const now = Math.floor(nowMs / 1000);
  const somebody = () => customers[random.between(0, customers.length - 1)] as LedgerCustomer;
  const moment = () => now - random.between(0, 20 * HOURS);
  /** When each customer wrote, and when the phone answered last: what was said until then is read. */
  const wroteAt = new Map<string, number[]>(customers.map(({ name }) => [name, []]));
  const answeredAt = new Map<string, number>();

  for (let index = 0; index < counts.messages; index += 1) {
    // Everybody writes at least once.
    const customer = customers[index] ?? somebody();
    const text = `Message ${index} of ${customer.name} 🌷 https://shop.test/${index}`;
    const at = moment();
    updates.push(saidBy(customer, text, at, `wamid.IN${random.seed}x${index}`, random));
    expected.conversations.get(customer.name)?.texts.add(text);
    wroteAt.get(customer.name)?.push(at);
  }
  for (let index = 0; index < counts.echoes; index += 1) {
    const customer = somebody();
    const id = `wamid.OUT${random.seed}x${index}`;
    const text = `Echo ${index} to ${customer.name}`;
    const at = moment();
    const told = chooseStatuses(random);
    updates.push(echoTo(customer, text, at, id));
    answeredAt.set(customer.name, Math.max(at, answeredAt.get(customer.name) ?? 0));
    for (const status of told) {
      const errors = status === 'failed' ? { errors: [{ code: 131026, title: 'Message undeliverable' }] } : {};
      const receiver = customer.waId ? { recipient_id: customer.waId } : { recipient_user_id: customer.userId };
      updates.push(
        statusChange({
          number: customer.number,
          statuses: [{ id, status, timestamp: String(at + order.indexOf(status)), ...receiver, ...errors }],
        }),
      );
    }
    expected.conversations.get(customer.name)?.texts.add(text);
    expected.statuses.set(text, told.reduce(later, 'sent'));
  }
  for (const [name, conversation] of expected.conversations) {
    const answered = answeredAt.get(name) ?? 0;
    conversation.unread = (wroteAt.get(name) ?? []).filter((at) => at > answered).length;
  }
  return { updates, expected };
}

/** Everything that is said, each of it 1 to 5 times, in no order, 1 to 50 updates a POST. */
export function makeDeliveries(updates: readonly Change[], random: Random): { bodies: Buffer[]; duplicates: number } {
  const copies = updates.flatMap((update) => Array.from({ length: random.between(1, 5) }, () => update));
  random.shuffle(copies);
  const bodies: Buffer[] = [];
  for (let from = 0; from < copies.length; ) {
    const size = random.between(1, 50);
    bodies.push(serializeLikeMeta(buildDelivery(copies.slice(from, from + size))));
    from += size;
  }
  return { bodies, duplicates: copies.length - updates.length };
}
