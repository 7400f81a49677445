import { toMessageProblem } from '../../platform/messageProblem.js';
import type { MessageRecord } from '../message.model.js';
import type { MessageUpdate } from './receiving.js';

/** Whose message it is, and how far it has come. */
export function toSide(
  update: MessageUpdate['update'],
): Pick<MessageRecord, 'direction' | 'origin' | 'status' | 'problem' | 'isPast'> {
  const isOurs = update.kind === 'past' ? update.direction === 'out' : update.kind === 'echo';
  const past = update.kind === 'past' ? ({ isPast: true } as const) : {};
  if (!isOurs) return { direction: 'in', origin: 'customer', status: 'received', ...past };
  const reported = update.kind === 'past' ? update.status : undefined;
  return {
    direction: 'out',
    origin: 'phone_app',
    // It has been sent by now.
    status: reported === undefined || reported === 'pending' ? 'sent' : reported,
    ...(reported === 'failed' ? { problem: toMessageProblem(null) } : {}),
    ...past,
  };
}
