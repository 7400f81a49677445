import type { DisconnectPreviewReply, DisconnectReply, DisconnectWay, ReceiptDto } from '@switchboard/contracts';
import type { AccountService } from '../accounts/account.service.js';
import { may, refusalOf } from '../accounts/policy.js';
import type { Principal } from '../accounts/session.service.js';
import type { ConversationService } from '../inbox/conversation.service.js';
import type { ConnectionState } from '../numbers/connectionState.js';
import type { NumberRepository, PhoneNumberRecord } from '../numbers/number.repository.js';
import { isUnopened } from '../numbers/tokenVault.js';
import { leaseMs } from '../platform/backoff.js';
import { type Clock, later, minutes, seconds } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import { createReceipts, leavingWords, resubscribeWords, unsubscribeWords } from './disconnectWords.js';
import type { LeavingLog } from './leavingLog.js';
import type { ResubscribeOutcome, ResubscribeService, WabaHere } from './resubscribe.service.js';
import type { AtMeta, ToDoAtMeta, UnsubscribeService } from './unsubscribe.service.js';

export interface DisconnectDeps {
  accounts: AccountService;
  numbers: NumberRepository;
  connections: ConnectionState;
  unsubscribes: UnsubscribeService;
  resubscribes: ResubscribeService;
  conversations: Pick<ConversationService, 'openChats' | 'peopleWriting'>;
  log: LeavingLog;
  clock: Clock;
  events: DomainEvents;
}

/** Who leaves, and from where they ask. */
export interface Leaver extends Principal {
  address: string;
}

/** How long the access of a disconnected number is kept for changing one's mind. */
const undoMs = minutes(10);
/** Whoever brings numbers back tries at once; if they die with it, somebody else does so this much later. */
const resubscribeSoonMs = seconds(30);

const sharesGrant = (one: PhoneNumberRecord, other: PhoneNumberRecord) =>
  (one.metaUserId !== undefined && one.metaUserId === other.metaUserId) ||
  (one.attemptId !== undefined && one.attemptId === other.attemptId);

/**
 * Taking numbers out, and bringing them back while that is possible. What is ours happens at once, whether Meta answers
 * or not; what is Meta's is retried.
 */
export function createDisconnectService(deps: DisconnectDeps) {
  const { accounts, numbers, connections, unsubscribes, resubscribes, conversations, log, events, clock } = deps;

  async function mayRevoke(principal: Principal): Promise<boolean> {
    return may(principal, 'number.revoke', await accounts.permissionsOf(principal.accountId));
  }

  /** Which WABAs lose their last number: those whose webhooks are switched off. */
  async function plan(accountId: string, leaving: readonly PhoneNumberRecord[]) {
    const all = await numbers.active(accountId);
    const leavingIds = new Set(leaving.map((record) => record.phoneNumberId));
    const remaining = all.filter((record) => !leavingIds.has(record.phoneNumberId));
    const wabaIds = [...new Set(leaving.map((record) => record.wabaId))];
    const wabas = await Promise.all(
      wabaIds.map(async (wabaId) => {
        const here = leaving.filter((record) => record.wabaId === wabaId);
        return {
          wabaId,
          wabaName: here[0]?.wabaName,
          willUnsubscribe: !(await numbers.isWabaNeeded(wabaId, leaving)),
          staying: remaining.filter((record) => record.wabaId === wabaId),
          lost: remaining.filter((record) => here.some((one) => sharesGrant(one, record))),
        };
      }),
    );
    return { wabas, remaining };
  }

  /**
   * What is to be done at Meta for the WABA of a number, while its token can still be opened. Null when it cannot be: no
   * reason to stay.
   *
   * @param revokeAskedAt when somebody pressed to remove the app as well; null: only the webhooks.
   */
  async function toDoAtMeta(record: PhoneNumberRecord, revokeAskedAt: Date | null): Promise<ToDoAtMeta | null> {
    const { accountId, wabaId, wabaName, metaUserId = null } = record;
    try {
      const { accessToken } = await numbers.open(record);
      const revoke = revokeAskedAt ? { metaUserId, askedAt: revokeAskedAt } : undefined;
      return { accountId, wabaId, wabaName, accessToken, revoke };
    } catch (error) {
      // Also where only the key is away: nobody is kept from leaving, and the receipt says that the webhooks stay on.
      if (isUnopened(error) || (error instanceof AppError && error.code === 'number_not_found')) return null;
      throw error;
    }
  }

  /** The account's own WhatsApp account is that of its first number, also where two people change that at once. */
  async function followWaba(accountId: string): Promise<void> {
    for (let written: string | null | undefined; ; ) {
      const first = (await numbers.active(accountId))[0]?.wabaId ?? null;
      if (first === written) return;
      await accounts.setWaba(accountId, first);
      written = first;
    }
  }

  /** The chosen numbers, and those of them that have left before: leaving twice is no mistake. */
  async function chosen(accountId: string, phoneNumberIds: readonly string[] | undefined) {
    const known = phoneNumberIds ? await numbers.known(accountId, phoneNumberIds) : await numbers.active(accountId);
    return { leaving: known.filter((record) => record.isActive), gone: known.filter((record) => !record.isActive) };
  }

  async function pause(leaver: Leaver, phoneNumberIds: readonly string[] | undefined): Promise<ReceiptDto[]> {
    const records = await numbers.active(leaver.accountId, phoneNumberIds);
    const { receipts, add } = createReceipts(clock);
    const changed: PhoneNumberRecord[] = [];
    for (const record of records) {
      const isNew = await connections.pause(record);
      if (isNew) changed.push(record);
      add('pause', isNew ? 'done' : 'already', record, leavingWords.paused(record.displayPhone));
    }
    await log.note('paused', leaver, changed);
    return receipts;
  }

  async function leave(
    leaver: Leaver,
    way: 'disconnect' | 'revoke',
    phoneNumberIds: readonly string[] | undefined,
  ): Promise<Omit<DisconnectReply, 'success'>> {
    const { accountId } = leaver;
    const isRevoked = way === 'revoke';
    const pressedAt = clock.now();
    const { leaving, gone } = await chosen(accountId, phoneNumberIds);
    const { wabas } = await plan(accountId, leaving);
    const { receipts, add } = createReceipts(clock);

    // For every WABA, whatever the plan says: others may be leaving it at this moment. Who is last is seen afterwards.
    const toDo = new Map<string, ToDoAtMeta>();
    for (const { wabaId } of wabas) {
      const holder = leaving.find((record) => record.wabaId === wabaId);
      const one = holder && (await toDoAtMeta(holder, isRevoked ? pressedAt : null));
      if (!one) continue;
      await unsubscribes.plan(one);
      toDo.set(wabaId, one);
    }

    const left: PhoneNumberRecord[] = [];
    let undoUntil: Date | null = null;
    const until = isRevoked ? null : later(clock.now(), undoMs);
    for (const record of leaving) {
      const done = await connections.deactivate(record, until);
      if (done) left.push(record);
      undoUntil = done?.undoUntil ?? undoUntil;
      const outcome = done ? (done.undoUntil ? 'pending' : 'done') : 'already';
      add('destroy_token', outcome, record, leavingWords.token(record.displayPhone, done?.undoUntil ?? null));
      add('mark_inactive', done ? 'done' : 'already', record, leavingWords.inactive(record.displayPhone));
    }
    for (const record of gone) add('mark_inactive', 'already', record, leavingWords.inactive(record.displayPhone));
    // Before Meta is asked, which may take long: whatever becomes of that, it is known who did it.
    await log.note(isRevoked ? 'revoked' : 'disconnected', leaver, left);
    if (leaving.length > 0) await followWaba(accountId);

    // Whoever pressed the same button a moment later has taken nothing out, and leaves Meta to the first.
    const isOurs = new Set(left.map((record) => record.wabaId));
    // One after the other: where the app is removed too, the last of them ends the token of all.
    for (const { wabaId, willUnsubscribe } of wabas) {
      if (!isOurs.has(wabaId)) continue;
      const about = { phoneNumberId: null, wabaId };
      const ours = toDo.get(wabaId);
      const isUnreadable = (willUnsubscribe || isRevoked) && !ours;
      // Stored once more: somebody who looked before we had left has found the webhooks needed, and dropped it.
      if (ours) await unsubscribes.plan(ours);
      const done: AtMeta = ours
        ? await unsubscribes.attempt(accountId, wabaId)
        : { unsubscribe: 'kept', revoke: isRevoked ? 'refused' : null };
      const words = isUnreadable && willUnsubscribe ? leavingWords.unreadable : unsubscribeWords[done.unsubscribe];
      add('unsubscribe', done.unsubscribe, about, words);
      const revoke = done.revoke ?? (isRevoked && done.unsubscribe === 'pending' ? 'pending' : null);
      if (revoke) add('revoke', revoke === 'refused' ? 'kept' : revoke, about, leavingWords[revoke]);
    }
    return { receipts, undoUntil: undoUntil?.toISOString() ?? null };
  }

  return {
    mayRevoke,

    /** What leaving would do. @throws AppError `number_not_found`. */
    async preview(
      principal: Principal,
      phoneNumberIds?: readonly string[],
    ): Promise<Omit<DisconnectPreviewReply, 'success'>> {
      const { accountId } = principal;
      const leaving = await numbers.active(accountId, phoneNumberIds);
      const ids = leaving.map((record) => record.phoneNumberId);
      const [{ wabas }, openChats, peopleWriting, revocable] = await Promise.all([
        plan(accountId, leaving),
        conversations.openChats(accountId, ids),
        conversations.peopleWriting(accountId, ids),
        mayRevoke(principal),
      ]);
      return {
        numbers: leaving.map(({ phoneNumberId, displayPhone, displayName }) => ({
          phoneNumberId,
          displayPhone,
          displayName,
        })),
        wabas: wabas.map(({ wabaId, wabaName, willUnsubscribe, staying, lost }) => ({
          wabaId,
          wabaName: wabaName ?? null,
          willUnsubscribe,
          staying: staying.map((record) => record.displayPhone),
          lostByRevoking: lost.map((record) => record.displayPhone),
        })),
        openChats,
        peopleWriting,
        mayRevoke: revocable,
      };
    },

    /**
     * Does it, with a receipt for each step. Doing it twice is harmless.
     *
     * @throws AppError `number_not_found`, `revoke_not_allowed`.
     */
    async disconnect(
      leaver: Leaver,
      way: DisconnectWay,
      phoneNumberIds?: readonly string[],
    ): Promise<Omit<DisconnectReply, 'success'>> {
      if (way === 'revoke' && !(await mayRevoke(leaver))) throw refusalOf('number.revoke');
      try {
        if (way === 'pause') return { receipts: await pause(leaver, phoneNumberIds), undoUntil: null };
        return await leave(leaver, way, phoneNumberIds);
      } finally {
        // What was done before something failed is done.
        events.emit('numbers.changed', { accountId: leaver.accountId });
      }
    },

    /** Ends the rest of numbers; what came meanwhile is put in its place. @throws AppError `number_not_found`. */
    async resume(leaver: Leaver, asked: readonly string[]): Promise<ReceiptDto[]> {
      const records = await numbers.active(leaver.accountId, asked);
      const { receipts, add } = createReceipts(clock);
      const changed: PhoneNumberRecord[] = [];
      for (const record of records) {
        const isNew = await connections.resume(record);
        if (isNew) changed.push(record);
        add('resume', isNew ? 'done' : 'already', record, leavingWords.resumed(record.displayPhone));
      }
      await log.note('resumed', leaver, changed);
      events.emit('numbers.changed', { accountId: leaver.accountId });
      const phoneNumberIds = changed.map(({ phoneNumberId }) => phoneNumberId);
      events.emit('numbers.resumed', { accountId: leaver.accountId, phoneNumberIds });
      return receipts;
    },

    /**
     * Brings numbers back that were disconnected minutes ago, without a login.
     *
     * @throws AppError `number_not_found`; `nothing_to_undo` when the access of one of them is gone, then none is
     * brought back; `number_in_use` when another account has taken one meanwhile.
     */
    async undo(leaver: Leaver, phoneNumberIds: readonly string[]): Promise<ReceiptDto[]> {
      const { accountId } = leaver;
      const records = await numbers.known(accountId, phoneNumberIds);
      const now = clock.now();
      const isLate = (record: PhoneNumberRecord) => !record.isActive && (!record.undoUntil || record.undoUntil <= now);
      if (records.some(isLate)) throw new AppError('nothing_to_undo');
      // Durable before anything comes back: should this process die in between, its webhooks are switched on all the same.
      for (const waba of wabasOf(records.filter((record) => !record.isActive))) {
        await resubscribes.plan(waba, later(now, resubscribeSoonMs));
      }
      const { receipts, add } = createReceipts(clock);
      const restored: PhoneNumberRecord[] = [];
      let refusal: unknown = null;
      for (const record of records) {
        try {
          const outcome = await connections.restore(accountId, record.phoneNumberId, now);
          if (outcome === 'late') throw new AppError('nothing_to_undo');
          if (outcome === 'done') restored.push(record);
          add('restore_token', outcome, record, leavingWords.restored(record.displayPhone));
        } catch (error) {
          // The others are brought back all the same, webhooks and all.
          refusal ??= error;
        }
      }
      if (restored.length > 0) {
        await log.note('undone', leaver, restored);
        await followWaba(accountId);
        for (const [wabaId, outcome] of await subscribeAgain(restored)) {
          const about = { phoneNumberId: null, wabaId };
          add('subscribe', outcome === 'refused' ? 'kept' : outcome, about, resubscribeWords[outcome]);
        }
        events.emit('numbers.changed', { accountId });
      }
      if (refusal) throw refusal;
      return receipts;
    },
  };

  /** The WABAs of numbers, each once. */
  function wabasOf(records: readonly PhoneNumberRecord[]): WabaHere[] {
    const here = records.map(({ accountId, wabaId, wabaName }) => [wabaId, { accountId, wabaId, wabaName }] as const);
    return [...new Map(here).values()];
  }

  /** Switches the webhooks of numbers on that have come back. @returns by WABA what became of it. */
  async function subscribeAgain(restored: readonly PhoneNumberRecord[]): Promise<Map<string, ResubscribeOutcome>> {
    const outcomes = new Map<string, ResubscribeOutcome>();
    const attempt = ({ accountId, wabaId }: WabaHere) => resubscribes.attempt(accountId, wabaId);
    /** A job that looked before the numbers were back has found nothing to do, and dropped it. */
    const attemptAnew = async (waba: WabaHere) => {
      await resubscribes.plan(waba, later(clock.now(), resubscribeSoonMs));
      return (await attempt(waba)) ?? 'pending';
    };
    for (const waba of wabasOf(restored)) {
      const wasRunning = await unsubscribes.cancel(waba.accountId, waba.wabaId);
      outcomes.set(waba.wabaId, (await attempt(waba)) ?? (await attemptAnew(waba)));
      // A call that switches them off was under way: whichever Meta hears last, the last one is to be ours.
      if (wasRunning) await resubscribes.plan(waba, later(clock.now(), leaseMs));
    }
    return outcomes;
  }
}
export type DisconnectService = ReturnType<typeof createDisconnectService>;
