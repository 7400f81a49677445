import type { ResponderDto } from '@switchboard/contracts';
import { decideResponder, type ResponderState } from './responder.js';

export function toResponderDto(state: ResponderState | undefined): ResponderDto | null {
  if (!state) return null;
  const { who, role, idleAt, backTo, summary } = decideResponder(state);
  return {
    who,
    role,
    idleAt: idleAt.toISOString(),
    backTo,
    summary: summary && { text: summary.text, at: summary.at.toISOString() },
  };
}
