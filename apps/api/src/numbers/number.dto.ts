import { type NumberDto, toQuality } from '@switchboard/contracts';
import { toBilling } from './billing/billing.js';
import { toLadder, toNumberState } from './ladder.js';
import { type BaselineEvidence, isOnBizApp, type PhoneNumberRecord } from './phoneNumber.model.js';
import { toPhoneSync } from './phoneSync.js';
import { toRegistration } from './registrationLimit.js';

const toBaseline = ({ usualPerHour, quietSince }: BaselineEvidence): NumberDto['rhythm'] => ({
  usualPerHour,
  quietSince: quietSince?.toISOString() ?? null,
});

/** What may leave about a number. @param freeReplies of this month that were seen here. */
export function toNumberDto(record: PhoneNumberRecord, now: Date, freeReplies = 0): NumberDto {
  const ladder = toLadder(record, now);
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
    state: toNumberState(record.isActive, ladder, record.pausedAt),
    qualityRating: record.qualityRating ?? null,
    quality: toQuality(record.qualityRating),
    verifiedAt,
    lastVerified: verifiedAt,
    connectedAt: record.connectedAt.toISOString(),
    disconnectedAt: record.disconnectedAt?.toISOString() ?? null,
    tokenExpiresAt: record.isActive ? (record.token?.expiresAt?.toISOString() ?? null) : null,
    readMarks: record.readMarks ?? 'on_open',
    ladder,
    handoversSeenAt: record.handover?.at.toISOString() ?? null,
    pausedAt: record.isActive ? (record.pausedAt?.toISOString() ?? null) : null,
    undoUntil: record.undoUntil && record.undoUntil > now ? record.undoUntil.toISOString() : null,
    isOnBizApp: isOnBizApp(record),
    numberStatus: record.registration?.status ?? null,
    nameStatus: record.registration?.nameStatus ?? null,
    messagingLimit: record.registration?.messagingLimit ?? null,
    registration: toRegistration(record, now),
    rhythm: record.isActive && record.rhythm ? toBaseline(record.rhythm) : null,
    billing: record.isActive ? toBilling(record, freeReplies, now) : null,
    sync: toPhoneSync(record),
  };
}
