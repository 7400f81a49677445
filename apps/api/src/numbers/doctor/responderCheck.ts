import type { PhoneNumberRecord } from '../phoneNumber.model.js';
import { type Diagnosis, diagnosis, good } from './finding.js';

/** What Meta said of others who answer on a number; no call asks for it. */
export type RespondersSeen = Pick<PhoneNumberRecord, 'handover' | 'standby'>;

const names = { us: 'this inbox', meta_agent: 'Meta’s agent', other_app: 'another app', nobody: 'nobody' } as const;
const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/**
 * Who answers customers on the number, as far as was seen (meta-platform 17.1). Others who do are no fault: they are
 * named because what they answer is not this inbox's to answer.
 */
export function checkResponders({ handover, standby }: RespondersSeen): Diagnosis {
  if (handover) {
    const role = handover.role === null ? '' : ` (${handover.role})`;
    return good(
      `Others answer on this number too. The last hand-over was to ${names[handover.who]}${role}: ${minute(handover.at)}.`,
      { next: 'Who answers which customers is set up in Meta Business Suite, under conversation routing.' },
    );
  }
  if (standby) {
    return diagnosis(
      'unknown',
      `Somebody else answers customers on this number: a message of theirs was last seen ${minute(standby.at)}.`,
      {
        cause: 'Meta has told of no hand-over, so it is not known who it is.',
        turn: 'operator',
        next: 'Subscribe the app to the field messaging_handovers as well. Until then answering takes a conversation over.',
      },
    );
  }
  return good('Nobody else was seen to answer on this number.');
}
