import type { ResponderDto } from '@switchboard/contracts';
import { type ResponderState, responderOf } from './responder.js';

export function toResponderDto(state: ResponderState | undefined): ResponderDto | null {
  if (!state) return null;
  const { who, role, idleAt, backTo, summary } = responderOf(state);
  return {
    who,
    role,
    idleAt: idleAt.toISOString(),
    backTo,
    summary: summary && { text: summary.text, at: summary.at.toISOString() },
  };
}
