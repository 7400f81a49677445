import {
  describedErrorEntry,
  endings,
  type MessageProblem,
  type MetaErrorEntry,
  typicalErrorEntry,
} from '@switchboard/contracts';
import type { GraphFailure, GraphFailureKind } from '@switchboard/graph';

type Words = Omit<MessageProblem, 'metaCode'>;

const unknownWords: Words = {
  title: 'This message was not sent',
  message: 'Meta did not take it, and gave a reason that Switchboard does not know. If it stays, ask support.',
  retryHelps: true,
};

const wordsOf = ({ title, what, press, retryHelps }: MetaErrorEntry): Words => ({
  title,
  message: press === null ? what : `${what} ${press}`,
  retryHelps,
});

/** For failures without a code whose words would fit. */
const wordsOfKind: Partial<Record<GraphFailureKind, Words>> = {
  meta_unreachable: {
    title: endings.meta_unreachable.title,
    message: `${endings.meta_unreachable.message} Then try again.`,
    retryHelps: true,
  },
  message_not_allowed: {
    title: 'WhatsApp does not allow this message',
    message: 'See WhatsApp Manager for what the account may send.',
    retryHelps: false,
  },
};

/**
 * Meta's own title is shown only for a code that the dictionary lacks.
 *
 * @param code Meta's; null when it gave none.
 * @param title Meta's words, and `details` what it adds.
 */
export function problemOfCode(code: number | null, title?: string, details?: string): MessageProblem {
  const entry = code === null ? undefined : describedErrorEntry(code);
  if (entry) return { metaCode: code, ...wordsOf(entry) };
  const ofMeta = details ?? title;
  return {
    metaCode: code,
    ...unknownWords,
    ...(ofMeta ? { message: `Meta’s reason: “${ofMeta.slice(0, 300)}”. If it stays, ask support.` } : {}),
  };
}

export function problemOfSending({ kind, code, subcode, details }: GraphFailure): MessageProblem {
  const metaCode = code ?? null;
  const entry = (code === undefined ? undefined : describedErrorEntry(code, subcode)) ?? typicalErrorEntry(kind);
  const known = entry ? wordsOf(entry) : wordsOfKind[kind];
  return known ? { metaCode, ...known } : problemOfCode(metaCode, undefined, details);
}

const ours = (title: string, message: string, retryHelps: boolean): MessageProblem => ({
  metaCode: null,
  title,
  message,
  retryHelps,
});

export const ourProblems = {
  disconnected: ours(
    'This number is disconnected',
    'It was disconnected before the message went out. Connect it again, then try this message again.',
    true,
  ),
  tokenUnreadable: ours(
    'The stored login cannot be opened',
    'Switchboard lost its key to it. Reconnect the number on the WhatsApp page, then try this message again.',
    true,
  ),
  waitedTooLong: ours(
    'It waited for a day',
    'WhatsApp did not take the message for 24 hours, so Switchboard stopped trying. Look whether it still makes sense, then try again.',
    true,
  ),
  windowClosedWhileWaiting: ours(
    'The 24 hours ran out while it waited',
    'WhatsApp asked to wait until after the 24 hours in which anything may be sent. Send a template instead.',
    false,
  ),
  noAddress: ours(
    'There is no address to send to',
    'WhatsApp has not told us a number or an id of this customer. It comes with the customer’s next message.',
    true,
  ),
  withheld: ours(
    'Not sent',
    'It was written for an address that is not the customer’s any more, so it was not sent to the new one.',
    false,
  ),
  withheldAfterBreak: ours(
    'Not sent',
    'It was still waiting when Switchboard was interrupted, and somebody of your team decided not to send it.',
    false,
  ),
  fileGone: ours('The file is not there any more', 'It is no longer kept. Choose it again and send it anew.', false),
};
