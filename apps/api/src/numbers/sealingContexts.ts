import type { PhoneNumberRecord } from './phoneNumber.model.js';
import type { TokenPlace } from './tokenVault.js';

type NumberOnWaba = Pick<PhoneNumberRecord, 'accountId' | 'wabaId' | 'phoneNumberId'>;

export const numberContext = ({ accountId, wabaId, phoneNumberId }: NumberOnWaba): TokenPlace => ({
  purpose: 'number',
  accountId,
  wabaId,
  phoneNumberId,
});

export const undoContext = ({ accountId, wabaId, phoneNumberId }: NumberOnWaba): TokenPlace => ({
  purpose: 'undo',
  accountId,
  wabaId,
  phoneNumberId,
});
