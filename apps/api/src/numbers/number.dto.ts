import { type NumberDto, qualityOf } from '@switchboard/contracts';
import { ladderOf, numberStateOf } from './ladder.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';

/** What may leave about a number, field by field. */
export function toNumberDto(record: PhoneNumberRecord, now: Date): NumberDto {
  const ladder = ladderOf(record, now);
  const verifiedAt = record.verifiedAt.toISOString();
  return {
    id: record.phoneNumberId,
    phoneNumberId: record.phoneNumberId,
    wabaId: record.wabaId,
    wabaName: record.wabaName ?? null,
    businessName: record.businessName ?? null,
    displayPhone: record.displayPhone,
    displayName: record.displayName,
    isActive: record.isActive,
    state: numberStateOf(record.isActive, ladder),
    qualityRating: record.qualityRating ?? null,
    quality: qualityOf(record.qualityRating),
    verifiedAt,
    lastVerified: verifiedAt,
    connectedAt: record.connectedAt.toISOString(),
    disconnectedAt: record.disconnectedAt?.toISOString() ?? null,
    tokenExpiresAt: record.isActive ? (record.token?.expiresAt?.toISOString() ?? null) : null,
    ladder,
  };
}
