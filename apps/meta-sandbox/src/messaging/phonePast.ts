import type { PhonePast } from '../state/coexistence.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import {
  type Change,
  historyChange,
  type JsonObject,
  stateSyncChange,
  toDigits,
  toSeconds,
} from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { spelledOtherwise } from './phoneSpelling.js';
import { sampleFile } from './sampleFiles.js';
import { newWamid } from './wamid.js';

const dayMs = 24 * 60 * 60 * 1000;
/** Meta's three phases, in days before onboarding. */
const phases = [
  [0, 1],
  [1, 90],
  [90, 180],
] as const;

/** Names in the phone's address book that differ from the customers' own. */
const savedAs: Readonly<Record<string, string>> = { ben: 'Ben (deliveries)', chloe: 'Café Chloé, side door' };

export function sendContacts(state: SandboxState, number: BusinessNumber): Promise<void> {
  const contacts = state.customers
    .all()
    .flatMap(({ id, name, waId }) => (waId === undefined ? [] : { name: savedAs[id] ?? name, waId }));
  const entries = contacts.map(({ name, waId }) => ({
    type: 'contact',
    contact: { full_name: name, first_name: name.split(' ')[0], phone_number: waId },
    action: 'add',
    metadata: { timestamp: toSeconds(state.now()) },
  }));
  return publish(state, stateSyncChange({ number, entries }));
}

/** Sends the chats of the phone, or that the owner does not share them. */
export async function sendHistory(state: SandboxState, number: BusinessNumber): Promise<void> {
  const changes = state.coexistence.sharesHistory(number.id) ? makePast(state, number) : [refusal(number)];
  // Sent together: between two of them the sender must not look idle.
  const partition = `${number.id} history`;
  await Promise.all(changes.map((change) => publish(state, change, { partition })));
}

const refusal = (number: BusinessNumber) =>
  historyChange({
    number,
    history: [
      {
        errors: [
          {
            code: 2593109,
            title: 'History sync is turned off by the business from the WhatsApp Business App',
            message: 'History sharing is turned off by the business',
            error_data: { details: 'History sharing is turned off by the business' },
          },
        ],
      },
    ],
  });

/** The chunks of all phases, then each file that is new enough for an id. */
function makePast(state: SandboxState, number: BusinessNumber): Change[] {
  const { past } = state.coexistence;
  const files = makeFiles(state, number);
  const total = phases.length * past.chunksPerPhase;
  const chunks = phases.flatMap((days, phase) =>
    Array.from({ length: past.chunksPerPhase }, (_, index) => {
      const done = phase * past.chunksPerPhase + index + 1;
      const metadata = { phase, chunk_order: index + 1, progress: Math.floor((done / total) * 100) };
      const threads = listThreads(state, number, days, past, index);
      for (const { placeholder, chunk } of files) if (chunk === done) threads[0]?.messages.unshift(placeholder);
      return historyChange({ number, history: [{ metadata, threads }] });
    }),
  );
  const sent = files.flatMap(({ message }) => (message ? [historyChange({ number, messages: [message] })] : []));
  return [...chunks, ...sent];
}

interface Thread {
  id: string;
  messages: JsonObject[];
}

/** A chunk has its share of every chat, the newest messages first. */
function listThreads(
  state: SandboxState,
  number: BusinessNumber,
  [fromDay, toDay]: readonly [number, number],
  { messagesPerPhase, chunksPerPhase }: PhonePast,
  chunk: number,
): Thread[] {
  const spanMs = (toDay - fromDay) * dayMs;
  return state.customers.all().flatMap(({ name, waId }) => {
    if (waId === undefined) return [];
    const messages = Array.from({ length: messagesPerPhase }, (_, index) => index)
      .filter((index) => index % chunksPerPhase === chunk)
      .map((index) => {
        const at = state.now() - fromDay * dayMs - ((index + 1) / (messagesPerPhase + 1)) * spanMs;
        const isOurs = index % 2 === 1;
        const body = isOurs ? `Thank you, ${name}! (${index + 1})` : `Hello from ${name} (${index + 1})`;
        return pastMessage(state, number, waId, at, isOurs, { type: 'text', text: { body } });
      });
    return messages.length === 0 ? [] : [{ id: waId, messages }];
  });
}

function pastMessage(
  state: SandboxState,
  number: BusinessNumber,
  waId: string,
  at: number,
  isOurs: boolean,
  content: JsonObject,
): JsonObject {
  const digits = toDigits(number.displayPhoneNumber);
  const business = state.webhooks.dials.writtenOtherWay.includes('business') ? spelledOtherwise(digits) : digits;
  const mark = state.coexistence.past.marksOwn ? { from_me: true } : {};
  return {
    // The thread names the recipient of the business's messages.
    from: isOurs ? business : waId,
    id: newWamid(waId, isOurs ? 'business' : 'customer'),
    timestamp: toSeconds(at),
    ...content,
    history_context: isOurs ? { ...mark, status: 'read' } : { status: 'pending' },
  };
}

interface PastFile {
  placeholder: JsonObject;
  chunk: number;
  message?: JsonObject;
}

/** In the first chat: a picture and a document of today, sent later with ids, and a picture that is too old. */
function makeFiles(state: SandboxState, number: BusinessNumber): PastFile[] {
  const waId = state.customers.all().find((customer) => customer.waId !== undefined)?.waId;
  if (waId === undefined) return [];
  const makePlaceholder = (ageMs: number, isOurs: boolean) =>
    pastMessage(state, number, waId, state.now() - ageMs, isOurs, { type: 'media_placeholder' });
  const makeFile = (kind: 'image' | 'document', placeholder: JsonObject, content: JsonObject): JsonObject => {
    const { mimeType, bytes } = sampleFile(kind);
    const media = state.media.add({ phoneNumberId: number.id, mimeType, bytes, origin: 'received' }, state.now());
    const { history_context: _context, ...message } = placeholder;
    const file = { id: media.id, mime_type: media.mimeType, sha256: media.sha256, ...content };
    return { ...message, type: kind, [kind]: file };
  };
  const [picture, document] = [makePlaceholder(dayMs / 24, false), makePlaceholder(dayMs / 12, true)];
  return [
    { placeholder: picture, chunk: 1, message: makeFile('image', picture, { caption: 'From the phone' }) },
    {
      placeholder: document,
      chunk: 1,
      // Outside of threads, nothing else names the chat.
      message: { to: waId, ...makeFile('document', document, { filename: 'price-list.pdf' }) },
    },
    { placeholder: makePlaceholder(100 * dayMs, false), chunk: phases.length * state.coexistence.past.chunksPerPhase },
  ];
}
