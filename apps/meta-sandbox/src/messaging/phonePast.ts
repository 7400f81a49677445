import type { PhonePast } from '../state/coexistence.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import {
  type Change,
  digitsOf,
  historyChange,
  type JsonObject,
  secondsOf,
  stateSyncChange,
} from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { sampleFile } from './sampleFiles.js';
import { newWamid } from './wamid.js';

const dayMs = 24 * 60 * 60 * 1000;
/** From how many days before onboarding to how many: Meta's three phases. */
const phases = [
  [0, 1],
  [1, 90],
  [90, 180],
] as const;

/** Tells the app the contacts of the phone: one webhook, one entry a customer with a phone number. */
export function sendContacts(state: SandboxState, number: BusinessNumber): Promise<void> {
  const contacts = state.customers.all().flatMap(({ name, waId }) => (waId === undefined ? [] : { name, waId }));
  const entries = contacts.map(({ name, waId }) => ({
    type: 'contact',
    contact: { full_name: name, first_name: name.split(' ')[0], phone_number: waId },
    action: 'add',
    metadata: { timestamp: secondsOf(state.now()) },
  }));
  return publish(state, stateSyncChange({ number, entries }));
}

/** Tells the app the chats of the phone, or that the owner does not share them. */
export async function sendHistory(state: SandboxState, number: BusinessNumber): Promise<void> {
  const changes = state.coexistence.sharesHistory(number.id) ? pastOf(state, number) : [refusal(number)];
  // All at once, in their order: between two of them the webhooks must not look as if nothing were left to send.
  const lane = `${number.id} history`;
  await Promise.all(changes.map((change) => publish(state, change, { lane })));
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

/** Every chunk of every phase, and then the one file that is new enough to come with an id. */
function pastOf(state: SandboxState, number: BusinessNumber): Change[] {
  const { past } = state.coexistence;
  const photo = photoOf(state, number);
  const total = phases.length * past.chunksPerPhase;
  const chunks = phases.flatMap((days, phase) =>
    Array.from({ length: past.chunksPerPhase }, (_, index) => {
      const done = phase * past.chunksPerPhase + index + 1;
      const metadata = { phase, chunk_order: index + 1, progress: Math.floor((done / total) * 100) };
      const threads = threadsOf(state, number, days, past, index);
      const first = threads[0];
      if (done === 1 && first && photo) first.messages.unshift(photo.placeholder);
      return historyChange({ number, history: [{ metadata, threads }] });
    }),
  );
  return photo ? [...chunks, historyChange({ number, messages: [photo.message] })] : chunks;
}

interface Thread {
  id: string;
  messages: JsonObject[];
}

/** The part of a phase that a chunk holds: its share of every chat. */
function threadsOf(
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
        return pastMessage(number, waId, at, isOurs, { type: 'text', text: { body } });
      });
    return messages.length === 0 ? [] : [{ id: waId, messages }];
  });
}

function pastMessage(
  number: BusinessNumber,
  waId: string,
  at: number,
  isOurs: boolean,
  content: JsonObject,
): JsonObject {
  const business = digitsOf(number.displayPhoneNumber);
  return {
    ...(isOurs ? { from: business, to: waId } : { from: waId }),
    id: newWamid(),
    timestamp: secondsOf(at),
    ...content,
    history_context: isOurs ? { from_me: true, status: 'read' } : { status: 'pending' },
  };
}

/** A picture of an hour ago: a placeholder in its chat, and its id afterwards. */
function photoOf(state: SandboxState, number: BusinessNumber) {
  const waId = state.customers.all().find((customer) => customer.waId !== undefined)?.waId;
  if (waId === undefined) return null;
  const file = sampleFile('image');
  const media = state.media.add(
    { phoneNumberId: number.id, mimeType: file.mimeType, bytes: file.bytes, origin: 'received' },
    state.now(),
  );
  const placeholder = pastMessage(number, waId, state.now() - dayMs / 24, false, { type: 'media_placeholder' });
  const { history_context: _context, ...message } = placeholder;
  return {
    placeholder,
    message: {
      ...message,
      type: 'image',
      image: { id: media.id, mime_type: media.mimeType, sha256: media.sha256, caption: 'From the phone' },
    },
  };
}
