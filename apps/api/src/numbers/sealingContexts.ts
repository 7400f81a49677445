import type { PhoneNumberRecord } from './phoneNumber.model.js';
import type { TokenPlace } from './tokenVault.js';

type NumberOnWaba = Pick<PhoneNumberRecord, 'accountId' | 'wabaId' | 'phoneNumberId'>;

/** What the token of an active number is bound to. */
export const numberContext = ({ accountId, wabaId, phoneNumberId }: NumberOnWaba): TokenPlace => ({
  purpose: 'number',
  accountId,
  wabaId,
  phoneNumberId,
});

/** What the token of a disconnected number is bound to while the disconnect can be undone. */
export const undoContext = ({ accountId, wabaId, phoneNumberId }: NumberOnWaba): TokenPlace => ({
  purpose: 'undo',
  accountId,
  wabaId,
  phoneNumberId,
});
