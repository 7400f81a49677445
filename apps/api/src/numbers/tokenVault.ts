import { createHash } from 'node:crypto';
import { AppError } from '../platform/errors.js';
import type { Binding, Sealer } from '../platform/sealer.js';

/** What a sealed token is for: bound into the ciphertext, so that one moved to another row does not open there. */
export type SealingContext =
  | { purpose: 'number'; accountId: string; wabaId: string; phoneNumberId: string }
  /** Of the number itself, whatever WhatsApp account it is in. */
  | { purpose: 'pin'; accountId: string; phoneNumberId: string }
  | { purpose: 'attempt'; accountId: string; attemptId: string }
  | { purpose: 'unsubscribe'; accountId: string; wabaId: string }
  | { purpose: 'undo'; accountId: string; wabaId: string; phoneNumberId: string };

function toBinding(context: SealingContext): Binding {
  switch (context.purpose) {
    case 'number':
    case 'undo':
      return ['meta-token', context.purpose, context.accountId, context.wabaId, context.phoneNumberId];
    case 'pin':
      return ['two-step-pin', context.purpose, context.accountId, context.phoneNumberId];
    case 'attempt':
      return ['meta-token', context.purpose, context.accountId, context.attemptId];
    case 'unsubscribe':
      return ['meta-token', context.purpose, context.accountId, context.wabaId];
  }
}

export type SealedKind = 'token' | 'pin';
/** Called for each sealed text that was moved to the active key, with its account. */
export type OnMoved = (accountId: string, kind: SealedKind) => void;

export interface TokenVault {
  /** @throws AppError `key_missing` while this process may not seal. */
  seal(token: string, context: SealingContext): string;
  /**
   * @throws AppError `token_unreadable` when the text was changed or moved; `key_missing` when its key is not here, which says
   *   nothing about the token: another process may have the key.
   */
  open(sealed: string, context: SealingContext): string;
  /**
   * Seals tokens again under the active key. One that does not open is left: it is reported where somebody uses it.
   *
   * @param swap stores the new text only where the old one still stands, so that a reconnect meanwhile wins.
   * @returns how many were moved.
   */
  resealEach<Row extends { accessToken?: string | undefined }>(
    rows: AsyncIterable<Row>,
    toContext: (row: Row) => SealingContext,
    swap: (row: Row, resealed: string) => Promise<{ modifiedCount: number }>,
    onMoved: OnMoved,
  ): Promise<number>;
  /** A filter for what is sealed under another key than the active one. */
  readonly isOlder: { $not: RegExp };
  /** The id of the key that seals at this moment; null: this process may not seal. */
  readonly activeKid: string | null;
}

/** Tells which numbers hold one token; nobody finds a token by it, for tokens are long and random. */
export const hashToken = (token: string): string =>
  createHash('sha256').update(`token-print ${token}`).digest('base64url').slice(0, 22);

/** Whether what is sealed cannot be used at this moment, for good or not. */
export const isUnopened = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'token_unreadable' || error.code === 'key_missing');

/** The only way in and out for Meta's tokens and PINs. @param onMissingKey gets the id of each key that is not here. */
export function createTokenVault(sealer: Sealer, onMissingKey: (kid: string) => void = () => undefined): TokenVault {
  const tryOpen = (sealed: string, context: SealingContext) => {
    const opened = sealer.open(sealed, toBinding(context));
    if (!opened.ok && opened.reason === 'unknown_key') onMissingKey(opened.kid);
    return opened;
  };
  const open = (sealed: string, context: SealingContext) => {
    const opened = tryOpen(sealed, context);
    if (opened.ok) return opened.plaintext;
    const code = opened.reason === 'unknown_key' ? 'key_missing' : 'token_unreadable';
    throw new AppError(code, { cause: new Error(`sealed token: ${opened.reason}`) });
  };
  const seal = (token: string, context: SealingContext) => sealer.seal(token, toBinding(context));
  return {
    seal,
    open,
    async resealEach(rows, toContext, swap, onMoved) {
      let moved = 0;
      for await (const row of rows) {
        if (!row.accessToken || sealer.isCurrent(row.accessToken)) continue;
        const context = toContext(row);
        const opened = tryOpen(row.accessToken, context);
        if (!opened.ok) continue;
        const { modifiedCount } = await swap(row, seal(opened.plaintext, context));
        if (modifiedCount > 0) onMoved(context.accountId, context.purpose === 'pin' ? 'pin' : 'token');
        moved += modifiedCount;
      }
      return moved;
    },
    get activeKid() {
      return sealer.activeKid;
    },
    get isOlder() {
      return { $not: new RegExp(`^v1\\.${sealer.activeKid}\\.`) };
    },
  };
}
