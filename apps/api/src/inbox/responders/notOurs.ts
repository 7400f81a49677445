import { type MessageProblem, metaCode, metaErrorEntry } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';

/**
 * Why a free message was refused that somebody else's conversation does not take. Meta's code for it stands on no page, so
 * a clear refusal with a code that nobody has words for counts as one, while somebody else is known to answer.
 *
 * @returns null when the failure says something else.
 */
export function problemOfOwnership(failure: GraphFailure, isElsewhere: boolean): MessageProblem | null {
  const { code, subcode, outcome } = failure;
  const isNamed = code === metaCode.mayNotTakeOver || subcode === metaCode.mayNotTakeOver;
  const isUnknown = code !== undefined && outcome === 'refused' && metaErrorEntry(code, subcode) === undefined;
  if (!isNamed && !(isElsewhere && isUnknown)) return null;
  return {
    metaCode: code ?? null,
    title: 'Somebody else answers this customer',
    message:
      'WhatsApp takes free messages only from whoever answers the conversation. Take over first, or send a template, which needs no taking over.',
    retryHelps: false,
  };
}
