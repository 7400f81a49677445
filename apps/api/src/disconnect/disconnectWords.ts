import type { ReceiptDto } from '@switchboard/contracts';
import type { Clock } from '../platform/clock.js';
import type { RevokeOutcome } from './appRemoval.js';
import type { ResubscribeOutcome } from './resubscribe.service.js';
import type { UnsubscribeOutcome } from './unsubscribe.service.js';

export const unsubscribeWords: Record<UnsubscribeOutcome, string> = {
  done: 'Meta no longer delivers this WhatsApp account’s webhooks here.',
  kept: 'The webhooks stay on: another connected number uses them.',
  pending:
    'Meta did not confirm that the webhooks are off. Switchboard keeps trying by itself, with a sealed copy of the access that is used for nothing else.',
};

export const resubscribeWords: Record<ResubscribeOutcome, string> = {
  done: 'Meta delivers this WhatsApp account’s webhooks here again.',
  pending:
    'Meta did not confirm that the webhooks are on again. Switchboard keeps trying by itself, and the number shows it.',
  refused: 'Meta does not switch the webhooks on again. The number shows why, with a button.',
};

const revokeWords: Record<RevokeOutcome, string> = {
  done: 'The app was removed at Meta: the access is over there as well.',
  kept: 'The app stays at Meta: the same Meta login is in use for another connection. It can be removed in Meta’s Business settings.',
  pending:
    'Meta did not confirm that the app is removed. Switchboard keeps trying by itself, with a sealed copy of the access that is used for nothing else.',
  refused: 'Meta does not let an app remove itself from this kind of access. Remove it in Meta’s Business settings.',
};

/** `2026-11-24 21:05 UTC`: people in several time zones read receipts. */
const formatTime = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export const disconnectWords = {
  ...revokeWords,
  paused: (phone: string) =>
    `${phone} is paused. Nothing is sent from it, and what customers write is kept until it is resumed.`,
  resumed: (phone: string) => `${phone} is at work again. What came meanwhile is put in its place.`,
  token: (phone: string, undoUntil: Date | null) =>
    undoUntil
      ? `The access token of ${phone} cannot be used any more. It is kept sealed until ${formatTime(undoUntil)}, so that this can be undone, and destroyed then.`
      : `The access token of ${phone} is destroyed.`,
  inactive: (phone: string) => `${phone} is disconnected. Its chats are kept.`,
  restored: (phone: string) => `${phone} is connected again, with the access it had.`,
  unreadable:
    'The stored login could not be opened, so the webhooks could not be switched off. Remove Switchboard in Meta’s Business settings.',
};

export function createReceipts(clock: Clock) {
  const receipts: ReceiptDto[] = [];
  return {
    receipts,
    add(
      step: ReceiptDto['step'],
      outcome: ReceiptDto['outcome'],
      { phoneNumberId, wabaId }: { phoneNumberId: string | null; wabaId: string },
      message: string,
    ): void {
      receipts.push({ step, phoneNumberId, wabaId, outcome, message, at: clock.now().toISOString() });
    },
  };
}
export type Receipts = ReturnType<typeof createReceipts>;
