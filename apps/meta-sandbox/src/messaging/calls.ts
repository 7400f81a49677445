import { randomBytes } from 'node:crypto';
import type { SandboxState } from '../state/sandboxState.js';
import { callChange } from '../webhooks/conversationChanges.js';
import { secondsOf } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { type ChatPartners, laneOf, partnersOf } from './customerActs.js';
import { tidy } from './customerContent.js';
import { type Naming, namesFor } from './naming.js';

export const callEvents = ['call_created', 'connect', 'terminate'] as const;
export type CallEvent = (typeof callEvents)[number];

export interface Call extends ChatPartners, Naming {
  /** Who called; the customer when left out. */
  by?: 'customer' | 'business' | undefined;
  /** False when left out: a missed call. */
  answered?: boolean | undefined;
  /** How long an answered call lasted; 42 when left out. */
  durationSeconds?: number | undefined;
  /** The events that are told, in their order; all that the call has when left out. */
  events?: readonly CallEvent[] | undefined;
  /** `wacid.…`, to tell more of a call that was told of before. */
  id?: string | undefined;
  /** When it began, in milliseconds since the epoch; now when left out. */
  at?: number | undefined;
}

/** What an offer of a call begins with; nobody here answers it. */
const offer = { sdp_type: 'offer', sdp: 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n' };
const ringSeconds = 20;

/**
 * Somebody calls, and the app is told in the field `calls`. A customer's call, answered or not, opens the 24 hours
 * (meta-platform 17.3). Gives the id of the call; throws when one of the two does not exist.
 */
export function call(state: SandboxState, input: Call): string {
  const { by = 'customer', answered = false, durationSeconds = 42, at = state.now() } = input;
  const { customer, number, chat } = partnersOf(input, state);
  const names = namesFor(state, customer, number, input);
  const id = input.id ?? `wacid.${randomBytes(18).toString('base64url')}`;
  const isTheirs = by === 'customer';
  const events = input.events ?? (isTheirs ? ['connect', 'terminate'] : callEvents);
  const endedAt = at + (answered ? durationSeconds : ringSeconds) * 1000;
  const address = isTheirs
    ? { from: names.phone, from_user_id: names.userId, from_parent_user_id: names.parentUserId, to: names.business }
    : { from: names.business, to: names.phone, to_user_id: names.userId, to_parent_user_id: names.parentUserId };
  for (const event of events) {
    const isEnd = event === 'terminate';
    const told = tidy({
      id,
      ...address,
      event,
      timestamp: secondsOf(isEnd ? endedAt : at),
      direction: isTheirs ? 'USER_INITIATED' : 'BUSINESS_INITIATED',
      session: event === 'connect' ? offer : undefined,
      status: isEnd ? (answered ? 'COMPLETED' : 'FAILED') : undefined,
      // Only a call that was picked up has a length.
      ...(isEnd && answered
        ? { start_time: secondsOf(at), end_time: secondsOf(endedAt), duration: durationSeconds }
        : {}),
    });
    const change = callChange({ number: names.number, contacts: [names.contact], calls: [told] });
    void publish(state, change, { lane: laneOf(input) });
  }
  if (isTheirs) chat.lastInboundAt = Math.max(chat.lastInboundAt ?? 0, at);
  const body = answered ? `Call of ${durationSeconds} seconds` : isTheirs ? 'Call that nobody answered' : 'Missed call';
  if (!chat.messages.some(({ wamid }) => wamid === id)) {
    state.chats.add(chat, { wamid: id, by, type: 'system', content: { body }, at, tick: 'read' });
  }
  return id;
}

/** How far a call of the business has come: `RINGING`, `ACCEPTED` or `REJECTED`, as a status of the field `calls`. */
export function callStatus(state: SandboxState, input: ChatPartners & { id: string; status: string }): void {
  const { customer, number } = partnersOf(input, state);
  const names = namesFor(state, customer, number);
  const status = tidy({
    id: input.id,
    timestamp: secondsOf(state.now()),
    type: 'call',
    status: input.status,
    recipient_id: names.phone,
    recipient_user_id: names.userId,
    recipient_parent_user_id: names.parentUserId,
  });
  void publish(state, callChange({ number: names.number, statuses: [status] }), { lane: laneOf(input) });
}
