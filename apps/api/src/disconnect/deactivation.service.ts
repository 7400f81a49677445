import type { DisconnectReply } from '@switchboard/contracts';
import type { AccountService } from '../accounts/account.service.js';
import type { ConnectionState } from '../numbers/connectionState.js';
import type { NumberRepository, PhoneNumberRecord } from '../numbers/number.repository.js';
import { isUnopened } from '../numbers/tokenVault.js';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { updateAccountWaba } from './accountWaba.js';
import type { DisconnectLog, Requester } from './disconnectLog.js';
import { readPlan, type WabaPlan } from './disconnectPlan.js';
import { createReceipts, disconnectWords, type Receipts, unsubscribeWords } from './disconnectWords.js';
import { undoMs } from './lifetimes.js';
import type { ToDoAtMeta } from './pendingUnsubscribes.js';
import type { AtMeta, UnsubscribeService } from './unsubscribe.service.js';

export interface DeactivationDeps {
  accounts: Pick<AccountService, 'setWaba'>;
  numbers: NumberRepository;
  connections: Pick<ConnectionState, 'deactivate'>;
  unsubscribes: UnsubscribeService;
  log: DisconnectLog;
  clock: Clock;
}

export type DeactivationWay = 'disconnect' | 'revoke';

/** Takes numbers out: here at once, and at Meta by a job that is stored before a token is destroyed. */
export function createDeactivationService({
  accounts,
  numbers,
  connections,
  unsubscribes,
  log,
  clock,
}: DeactivationDeps) {
  /** Numbers that were disconnected before are returned apart: disconnecting them again is no mistake. */
  async function findNumbers(accountId: string, phoneNumberIds: readonly string[] | undefined) {
    const known = phoneNumberIds ? await numbers.known(accountId, phoneNumberIds) : await numbers.active(accountId);
    return { leaving: known.filter((record) => record.isActive), gone: known.filter((record) => !record.isActive) };
  }

  /** @returns null where the token cannot be opened: that is no reason to keep the number. */
  async function toDoAtMeta(record: PhoneNumberRecord, revokeAskedAt: Date | null): Promise<ToDoAtMeta | null> {
    const { accountId, wabaId, wabaName, metaUserId = null } = record;
    try {
      const { accessToken } = await numbers.open(record);
      const revoke = revokeAskedAt ? { metaUserId, askedAt: revokeAskedAt } : undefined;
      return { accountId, wabaId, wabaName, accessToken, revoke };
    } catch (error) {
      // Also where only the key is away: the receipt says that the webhooks stay on.
      if (isUnopened(error) || (error instanceof AppError && error.code === 'number_not_found')) return null;
      throw error;
    }
  }

  async function storeToDo(wabas: readonly WabaPlan[], leaving: readonly PhoneNumberRecord[], askedAt: Date | null) {
    const stored = new Map<string, ToDoAtMeta>();
    // For every WABA, whatever the plan says: others may leave it at this moment, and only afterwards is known who was last.
    for (const { wabaId } of wabas) {
      const record = leaving.find((one) => one.wabaId === wabaId);
      const toDo = record && (await toDoAtMeta(record, askedAt));
      if (!toDo) continue;
      await unsubscribes.plan(toDo);
      stored.set(wabaId, toDo);
    }
    return stored;
  }

  /** @returns the numbers that this request took out, and until when that can be undone. */
  async function takeOut(leaving: readonly PhoneNumberRecord[], undoableUntil: Date | null, add: Receipts['add']) {
    const left: PhoneNumberRecord[] = [];
    let undoUntil: Date | null = null;
    for (const record of leaving) {
      const done = await connections.deactivate(record, undoableUntil);
      if (done) left.push(record);
      undoUntil = done?.undoUntil ?? undoUntil;
      const outcome = done ? (done.undoUntil ? 'pending' : 'done') : 'already';
      add('destroy_token', outcome, record, disconnectWords.token(record.displayPhone, done?.undoUntil ?? null));
      add('mark_inactive', done ? 'done' : 'already', record, disconnectWords.inactive(record.displayPhone));
    }
    return { left, undoUntil };
  }

  async function doAtMeta(
    { wabaId, willUnsubscribe }: WabaPlan,
    { accountId, toDo, isRevoked }: { accountId: string; toDo: ToDoAtMeta | undefined; isRevoked: boolean },
    add: Receipts['add'],
  ): Promise<void> {
    const about = { phoneNumberId: null, wabaId };
    // Stored once more: a job that looked before the numbers were out has found the webhooks needed, and dropped the row.
    if (toDo) await unsubscribes.plan(toDo);
    const done: AtMeta = toDo
      ? await unsubscribes.attempt(accountId, wabaId)
      : { unsubscribe: 'kept', revoke: isRevoked ? 'refused' : null };
    const words = !toDo && willUnsubscribe ? disconnectWords.unreadable : unsubscribeWords[done.unsubscribe];
    add('unsubscribe', done.unsubscribe, about, words);
    const revoke = done.revoke ?? (isRevoked && done.unsubscribe === 'pending' ? 'pending' : null);
    if (revoke) add('revoke', revoke === 'refused' ? 'kept' : revoke, about, disconnectWords[revoke]);
  }

  return {
    /** @param phoneNumberIds all active ones when left out. @throws AppError `number_not_found`. */
    async deactivate(
      by: Requester,
      way: DeactivationWay,
      phoneNumberIds: readonly string[] | undefined,
    ): Promise<Omit<DisconnectReply, 'success'>> {
      const { accountId } = by;
      const isRevoked = way === 'revoke';
      const askedAt = clock.now();
      const { leaving, gone } = await findNumbers(accountId, phoneNumberIds);
      const wabas = await readPlan(numbers, accountId, leaving);
      const { receipts, add } = createReceipts(clock);
      const stored = await storeToDo(wabas, leaving, isRevoked ? askedAt : null);
      const { left, undoUntil } = await takeOut(leaving, isRevoked ? null : later(clock.now(), undoMs), add);
      for (const record of gone) add('mark_inactive', 'already', record, disconnectWords.inactive(record.displayPhone));
      // Before Meta is asked, which may take long: whatever becomes of that, it is known who did this.
      await log.note(isRevoked ? 'revoked' : 'disconnected', by, left);
      if (leaving.length > 0) await updateAccountWaba({ accounts, numbers }, accountId);

      // A second request for the same numbers takes none out, and leaves Meta to the first.
      const isOurs = new Set(left.map(({ wabaId }) => wabaId));
      // One after the other: where the app is removed as well, the last of them ends the token of all.
      for (const waba of wabas) {
        if (isOurs.has(waba.wabaId)) await doAtMeta(waba, { accountId, toDo: stored.get(waba.wabaId), isRevoked }, add);
      }
      return { receipts, undoUntil: undoUntil?.toISOString() ?? null };
    },
  };
}
export type DeactivationService = ReturnType<typeof createDeactivationService>;
