import {
  errorCatalogue,
  findDescribedErrorEntry,
  findTypicalErrorEntry,
  type MessageProblem,
  type MetaErrorEntry,
} from '@switchboard/contracts';
import type { GraphFailure, GraphFailureKind } from '@switchboard/graph';

/** What a person is told: what happened, whose turn it is, and what to do. */
type Words = Omit<MessageProblem, 'metaCode'>;

const unknownWords: Words = {
  title: 'This message was not sent',
  message: 'Meta did not take it, and gave a reason that Switchboard does not know. If it stays, ask support.',
  retryHelps: true,
};

const toWords = ({ title, what, press, retryHelps }: MetaErrorEntry): Words => ({
  title,
  message: press === null ? what : `${what} ${press}`,
  retryHelps,
});

/** For failures without a code whose words would fit. */
const wordsOfKind: Partial<Record<GraphFailureKind, Words>> = {
  meta_unreachable: {
    title: errorCatalogue.meta_unreachable.title,
    message: `${errorCatalogue.meta_unreachable.message} Then try again.`,
    retryHelps: true,
  },
  message_not_allowed: {
    title: 'WhatsApp does not allow this message',
    message: 'See WhatsApp Manager for what the account may send.',
    retryHelps: false,
  },
};

/**
 * Why a message failed, for the person who sent it. Meta's own title is shown only for a code that the dictionary does
 * not describe.
 *
 * @param code Meta's; null when Meta gave none.
 * @param title Meta's own words, and `details` what it adds: where Switchboard has no better ones.
 */
export function toMessageProblem(code: number | null, title?: string, details?: string): MessageProblem {
  const entry = code === null ? undefined : findDescribedErrorEntry(code);
  if (entry) return { metaCode: code, ...toWords(entry) };
  const ofMeta = details ?? title;
  return {
    metaCode: code,
    ...unknownWords,
    ...(ofMeta ? { message: `Meta’s reason: “${ofMeta.slice(0, 300)}”. If it stays, ask support.` } : {}),
  };
}

/** Why a call to Meta that was to send a message failed, for the person who sent it. */
export function toSendProblem({ kind, code, subcode, details }: GraphFailure): MessageProblem {
  const metaCode = code ?? null;
  const entry =
    (code === undefined ? undefined : findDescribedErrorEntry(code, subcode)) ?? findTypicalErrorEntry(kind);
  const known = entry ? toWords(entry) : wordsOfKind[kind];
  return known ? { metaCode, ...known } : toMessageProblem(metaCode, undefined, details);
}
