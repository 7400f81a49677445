import { unregistered } from '../state/defaultWorld.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { SignupNumber } from '../state/signupSession.js';
import type { BusinessNumber, Waba } from '../state/world.js';

export function addSignedUpNumber(
  { world }: SandboxState,
  waba: Waba,
  number: SignupNumber | null,
): BusinessNumber | undefined {
  if (number === null || number.displayPhoneNumber === null) return undefined;
  return world.addNumber({
    ...unregistered,
    wabaId: waba.id,
    verifiedName: number.displayName,
    displayPhoneNumber: number.displayPhoneNumber,
    codeVerificationStatus: number.isVerified ? 'VERIFIED' : 'NOT_VERIFIED',
    nameStatus: 'PENDING_REVIEW',
  });
}
