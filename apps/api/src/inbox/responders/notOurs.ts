import { findMetaErrorEntry, type MessageProblem, metaCode } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';

/**
 * Meta documents no code for this refusal: a clear one without a known code counts while somebody else answers.
 *
 * @returns null when the failure says something else.
 */
export function toOwnershipProblem(failure: GraphFailure, isElsewhere: boolean): MessageProblem | null {
  const { code, subcode, outcome } = failure;
  const isNamed = code === metaCode.mayNotTakeOver || subcode === metaCode.mayNotTakeOver;
  const isUnknown = code !== undefined && outcome === 'refused' && findMetaErrorEntry(code, subcode) === undefined;
  if (!isNamed && !(isElsewhere && isUnknown)) return null;
  return {
    metaCode: code ?? null,
    title: 'Somebody else answers this customer',
    message:
      'WhatsApp takes free messages only from whoever answers the conversation. Take over first, or send a template, which needs no taking over.',
    retryHelps: false,
  };
}
