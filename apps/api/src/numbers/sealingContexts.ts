import type { PhoneNumberRecord } from './phoneNumber.model.js';
import type { SealingContext } from './tokenVault.js';

type NumberOnWaba = Pick<PhoneNumberRecord, 'accountId' | 'wabaId' | 'phoneNumberId'>;

export const numberContext = ({ accountId, wabaId, phoneNumberId }: NumberOnWaba): SealingContext => ({
  purpose: 'number',
  accountId,
  wabaId,
  phoneNumberId,
});

export const undoContext = ({ accountId, wabaId, phoneNumberId }: NumberOnWaba): SealingContext => ({
  purpose: 'undo',
  accountId,
  wabaId,
  phoneNumberId,
});
