import { randomBytes } from 'node:crypto';
import type { SandboxState } from '../state/sandboxState.js';
import { callChange } from '../webhooks/conversationChanges.js';
import { toSeconds } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { type ChatPartners, findPartners, toPartition } from './customerActs.js';
import { tidy } from './customerContent.js';
import { type Naming, namesFor } from './naming.js';

export const callEvents = ['call_created', 'connect', 'terminate'] as const;
export type CallEvent = (typeof callEvents)[number];

export interface Call extends ChatPartners, Naming {
  by?: 'customer' | 'business' | undefined;
  /** A missed call by default. */
  answered?: boolean | undefined;
  durationSeconds?: number | undefined;
  /** The events to send; by default all that the call has. */
  events?: readonly CallEvent[] | undefined;
  /** `wacid.…` of an earlier call, to report more of it. */
  id?: string | undefined;
  at?: number | undefined;
}

const offer = { sdp_type: 'offer', sdp: 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n' };
const ringSeconds = 20;

/**
 * Somebody calls, and the app is told in the field `calls`. A customer's call opens the 24 hours, answered or not
 * (meta-platform 17.3). Returns the id.
 */
export function call(state: SandboxState, input: Call): string {
  const { by = 'customer', answered = false, durationSeconds = 42, at = state.now() } = input;
  const { customer, number, chat } = findPartners(input, state);
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
      timestamp: toSeconds(isEnd ? endedAt : at),
      direction: isTheirs ? 'USER_INITIATED' : 'BUSINESS_INITIATED',
      session: event === 'connect' ? offer : undefined,
      status: isEnd ? (answered ? 'COMPLETED' : 'FAILED') : undefined,
      // Only an answered call has a length.
      ...(isEnd && answered
        ? { start_time: toSeconds(at), end_time: toSeconds(endedAt), duration: durationSeconds }
        : {}),
    });
    const change = callChange({ number: names.number, contacts: [names.contact], calls: [told] });
    void publish(state, change, { partition: toPartition(input) });
  }
  if (isTheirs) chat.lastInboundAt = Math.max(chat.lastInboundAt ?? 0, at);
  const body = answered ? `Call of ${durationSeconds} seconds` : isTheirs ? 'Call that nobody answered' : 'Missed call';
  if (!chat.messages.some(({ wamid }) => wamid === id)) {
    state.chats.add(chat, { wamid: id, by, type: 'system', content: { body }, at, tick: 'read' });
  }
  return id;
}

/** The progress of a call by the business: `RINGING`, `ACCEPTED` or `REJECTED`. */
export function callStatus(state: SandboxState, input: ChatPartners & { id: string; status: string }): void {
  const { customer, number } = findPartners(input, state);
  const names = namesFor(state, customer, number);
  const status = tidy({
    id: input.id,
    timestamp: toSeconds(state.now()),
    type: 'call',
    status: input.status,
    recipient_id: names.phone,
    recipient_user_id: names.userId,
    recipient_parent_user_id: names.parentUserId,
  });
  void publish(state, callChange({ number: names.number, statuses: [status] }), { partition: toPartition(input) });
}
