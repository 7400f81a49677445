import type { DomainEvents } from '../platform/domainEvents.js';
import type { UnknownCodeService } from './unknownCode.service.js';

/** What the operator's collection of unknown codes listens to. */
export function subscribeUnknownCodes(
  events: DomainEvents,
  unknownCodes: Pick<UnknownCodeService, 'noteCancelStep'>,
): void {
  events.on('signup.left', ({ step }) => unknownCodes.noteCancelStep(step));
}
