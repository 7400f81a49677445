import { createHash } from 'node:crypto';
import { AppError } from '../platform/errors.js';
import type { Binding, Sealer } from '../platform/sealer.js';

/**
 * What a sealed token is for. The purpose and the ids are bound into the ciphertext, so that one moved to another row
 * does not open there.
 */
export type TokenPlace =
  | { purpose: 'number'; accountId: string; wabaId: string; phoneNumberId: string }
  /** Of the number itself, whatever WhatsApp account it is in. */
  | { purpose: 'pin'; accountId: string; phoneNumberId: string }
  | { purpose: 'attempt'; accountId: string; attemptId: string }
  | { purpose: 'unsubscribe'; accountId: string; wabaId: string }
  | { purpose: 'undo'; accountId: string; wabaId: string; phoneNumberId: string };

function bindingOf(place: TokenPlace): Binding {
  switch (place.purpose) {
    case 'number':
    case 'undo':
      return ['meta-token', place.purpose, place.accountId, place.wabaId, place.phoneNumberId];
    case 'pin':
      return ['two-step-pin', place.purpose, place.accountId, place.phoneNumberId];
    case 'attempt':
      return ['meta-token', place.purpose, place.accountId, place.attemptId];
    case 'unsubscribe':
      return ['meta-token', place.purpose, place.accountId, place.wabaId];
  }
}

/** What people are told was sealed. */
export type SealedKind = 'token' | 'pin';
/** Told of each sealed text that was moved to the active key, with its account. */
export type OnMoved = (accountId: string, kind: SealedKind) => void;

export interface TokenVault {
  seal(token: string, place: TokenPlace): string;
  /** @throws AppError `token_unreadable` when the key is gone or the text was changed or moved. Never a wrong token. */
  open(sealed: string, place: TokenPlace): string;
  /**
   * Seals the tokens of these rows again under the active key. One that does not open is left as it is: it is reported
   * where somebody uses it, and must not hold up the others.
   *
   * @param swap stores the new text only where the old one still stands, so that a reconnect at that moment wins.
   * @param onMoved told of each that was moved.
   * @returns how many were moved.
   */
  resealEach<Row extends { accessToken?: string | undefined }>(
    rows: AsyncIterable<Row>,
    placeOf: (row: Row) => TokenPlace,
    swap: (row: Row, resealed: string) => Promise<{ modifiedCount: number }>,
    onMoved: OnMoved,
  ): Promise<number>;
  /** A condition for the database: sealed under another key than the active one. */
  readonly isOlder: { $not: RegExp };
  /** Of the key that seals. */
  readonly activeKid: string;
}

/**
 * The same for the same token, and nothing by which it could be found: tokens are long and random. Two sealed texts of one
 * token tell nothing of each other; this tells which numbers hold the same.
 */
export const tokenPrintOf = (token: string): string =>
  createHash('sha256').update(`token-print ${token}`).digest('base64url').slice(0, 22);

/** The only way in and out for Meta's tokens and PINs. */
export function createTokenVault(sealer: Sealer): TokenVault {
  const open = (sealed: string, place: TokenPlace) => {
    const opened = sealer.open(sealed, bindingOf(place));
    if (!opened.ok) throw new AppError('token_unreadable', { cause: new Error(`sealed token: ${opened.reason}`) });
    return opened.plaintext;
  };
  const seal = (token: string, place: TokenPlace) => sealer.seal(token, bindingOf(place));
  return {
    seal,
    open,
    async resealEach(rows, placeOf, swap, onMoved) {
      let moved = 0;
      for await (const row of rows) {
        if (!row.accessToken || sealer.isCurrent(row.accessToken)) continue;
        const place = placeOf(row);
        const opened = sealer.open(row.accessToken, bindingOf(place));
        if (!opened.ok) continue;
        const { modifiedCount } = await swap(row, seal(opened.plaintext, place));
        if (modifiedCount > 0) onMoved(place.accountId, place.purpose === 'pin' ? 'pin' : 'token');
        moved += modifiedCount;
      }
      return moved;
    },
    activeKid: sealer.activeKid,
    isOlder: { $not: new RegExp(`^v1\\.${sealer.activeKid}\\.`) },
  };
}
