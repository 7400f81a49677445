import { setImmediate as breathe } from 'node:timers/promises';
import type { QuarantineReason } from '@switchboard/contracts';
import type { AccountUpdate, MessageStatusUpdate, WebhookUpdate } from '@switchboard/graph';
import type { AddressBookService, PlacedContact } from '../inbox/addressBook.service.js';
import { marketing, optedOutCode } from '../inbox/preferences/optOut.js';
import {
  type PlacedPreference,
  type PreferenceService,
  placedPreference,
} from '../inbox/preferences/preference.service.js';
import { billedIn, replyPriceOf } from '../inbox/receiving/freeReplies.js';
import type { ReceiveService } from '../inbox/receiving/receive.service.js';
import type { PlacedLine, PlacedUpdate } from '../inbox/receiving/receive.types.js';
import { handoverOf } from '../inbox/responders/responder.js';
import { metaClockMs } from '../numbers/ladderEvidence.js';
import type { LiveAccounts, NumberHolder } from '../numbers/liveAccounts.js';
import type { NamedPreference, NoticeService, ToldPreference, ToldProblem } from '../numbers/notice.service.js';
import type { NumberEvidence } from '../numbers/numberEvidence.js';
import { type Clock, seconds } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Metrics } from '../platform/metrics.js';
import type { Delivery } from './deliveryLog.js';
import type { AccountListener, OwnStatusListener, ReadUpdate, ToQuarantine } from './projection.types.js';
import { readDelivery } from './readDelivery.js';

export interface ProjectionDeps {
  liveAccounts: LiveAccounts;
  evidence: Pick<NumberEvidence, 'recordOccurrences' | 'recordHandover'>;
  inbox: ReceiveService;
  addressBook: Pick<AddressBookService, 'receive'>;
  preferences: Pick<PreferenceService, 'receive' | 'nameOf'>;
  notices: NoticeService;
  accountListeners: readonly AccountListener[];
  ownStatus: OwnStatusListener;
  quarantine: { keep: (items: readonly ToQuarantine[]) => Promise<void> };
  /** Told when Meta billed answers, by phone number id. */
  noteBilled: (
    billed: ReadonlyMap<string, Date>,
    accountIdOf: (phoneNumberId: string) => string | undefined,
  ) => Promise<void>;
  metrics: Metrics;
  clock: Clock;
  events: DomainEvents;
  /** Told every update: what nobody has words for is collected. */
  noteUnknown: (update: WebhookUpdate) => void;
}

/** What has its place in the inbox of an account. */
interface Placed {
  inbox: PlacedUpdate[];
  lines: PlacedLine[];
  contacts: PlacedContact[];
  preferences: PlacedPreference[];
  /** The same, as customers said it themselves. */
  told: ToldPreference[];
  problems: ToldProblem[];
}

/** What a phone tells of its past says nothing about whether customers are heard today. */
const isHistory = ({ field }: WebhookUpdate) => field === 'history';

const readAtOnce = 500;
/** A single message is smaller by far. What is larger would be read twice, and hold up what comes after it. */
const mostBytesTold = 16 * 1024;
/** How often it is written down that a number is heard from: the ladder shows minutes. */
const occurrenceEveryMs = seconds(20);

/**
 * Turns kept deliveries into messages, statuses and news of numbers. Outside the request, and safe to do again: every
 * part of it is idempotent.
 */
export function createProjection(deps: ProjectionDeps) {
  const { liveAccounts, evidence, inbox, addressBook, preferences, notices, quarantine, events, metrics, clock } = deps;
  const lastOccurrences = { heard: new Map<string, number>(), delivered: new Map<string, number>() };

  /** What the deliveries say, one by one. What cannot be read goes to quarantine as it came. */
  async function read(deliveries: readonly Delivery[]): Promise<ReadUpdate[]> {
    const updates: ReadUpdate[] = [];
    const unread: ToQuarantine[] = [];
    for (const [index, { id, receivedAt, body }] of deliveries.entries()) {
      // Requests are answered in between.
      if (index % readAtOnce === readAtOnce - 1) await breathe();
      const delivery = readDelivery(body);
      if (delivery.result !== 'read') {
        metrics.updates.inc({ kind: 'delivery', result: delivery.result });
        if (delivery.result === 'other_object') continue;
        unread.push({ _id: `${id}.0`, reason: delivery.result, receivedAt, place: 0, body });
        continue;
      }
      if (delivery.over) {
        metrics.updates.inc({ kind: 'delivery', result: delivery.over });
        unread.push({ _id: `${id}.whole`, reason: 'not_understood', receivedAt, place: 0, body });
      }
      for (const [place, update] of delivery.updates.entries()) {
        updates.push({ id: `${id}.${String(place).padStart(4, '0')}`, receivedAt, place, update });
      }
    }
    if (unread.length > 0) await quarantine.keep(unread);
    return updates;
  }

  /** Keeps that numbers were heard from, or delivered for; not at every message. */
  async function note(
    kind: 'heard' | 'delivered',
    seen: ReadonlyMap<string, Date>,
    holders: Map<string, NumberHolder>,
  ) {
    const nowMs = clock.now().getTime();
    const last = lastOccurrences[kind];
    // A new login has nothing written down yet, and what is from before it does not count for it.
    const keyOf = (id: string) => `${id} ${holders.get(id)?.connectedAt.getTime()}`;
    const due = new Map(
      [...seen].filter(([id, at]) => {
        const connectedAt = holders.get(id)?.connectedAt.getTime() ?? 0;
        return at.getTime() + metaClockMs > connectedAt && nowMs - (last.get(keyOf(id)) ?? 0) >= occurrenceEveryMs;
      }),
    );
    if (due.size === 0) return;
    await evidence.recordOccurrences(kind, due);
    for (const id of due.keys()) last.set(keyOf(id), nowMs);
    for (const accountId of new Set([...due.keys()].map((id) => holders.get(id)?.accountId))) {
      if (accountId) events.emit('numbers.activity', { accountId });
    }
  }

  /**
   * Puts updates in their place: messages and statuses of live numbers into the inbox, news of accounts to the numbers
   * they concern, everything else into quarantine.
   *
   * @param again they may have been placed before, in part.
   * @returns the ids of those that went into quarantine.
   */
  async function place(updates: readonly ReadUpdate[], again: boolean): Promise<ReadonlySet<string>> {
    const ids = new Set(updates.flatMap(({ update }) => ('phoneNumberId' in update && update.phoneNumberId) || []));
    const holders = ids.size > 0 ? await liveAccounts.holdersOf([...ids]) : new Map<string, NumberHolder>();
    const placed: Placed = { inbox: [], lines: [], contacts: [], preferences: [], told: [], problems: [] };
    const heard = new Map<string, Date>();
    const waiting: ToQuarantine[] = [];

    for (const one of updates) {
      const { update, receivedAt } = one;
      const holder = 'phoneNumberId' in update && update.phoneNumberId ? holders.get(update.phoneNumberId) : undefined;
      if (holder?.isActive && !isHistory(update)) heard.set(holder.phoneNumberId, receivedAt);
      const reason = await placeOne(one, holder, placed);
      if (!reason) continue;
      metrics.updates.inc({ kind: update.kind, result: reason });
      waiting.push({
        _id: one.id,
        reason,
        receivedAt,
        place: one.place,
        update,
        wabaId: update.kind === 'account' ? update.wabaId : (holder?.wabaId ?? update.entryId),
        ...('phoneNumberId' in update && update.phoneNumberId ? { phoneNumberId: update.phoneNumberId } : {}),
        ...(holder ? { accountId: holder.accountId } : {}),
      });
    }
    if (placed.contacts.length > 0) await addressBook.receive(placed.contacts, again);
    if (placed.preferences.length > 0) await preferences.receive(placed.preferences, again);
    if (placed.inbox.length > 0 || placed.lines.length > 0) {
      const { fresh, repeated, delivered } = await inbox.receive(placed.inbox, again, placed.lines);
      metrics.updates.inc({ kind: 'inbox', result: 'fresh' }, fresh);
      metrics.updates.inc({ kind: 'inbox', result: 'repeated' }, repeated);
      await note('delivered', delivered, holders);
      const billed = billedIn(placed.inbox);
      if (billed.size > 0) await deps.noteBilled(billed, (id) => holders.get(id)?.accountId);
    }
    const named: NamedPreference[] = [];
    for (const told of placed.told) {
      named.push({ ...told, knownName: await preferences.nameOf(told.accountId, told.update) });
    }
    await notices.keepTold(placed.problems, named);
    await noteResponders(placed);
    if (waiting.length > 0) await quarantine.keep(waiting);
    await note('heard', heard, holders);
    return new Set(waiting.map(({ _id }) => _id));
  }

  /** @returns why it has to wait; null when it has its place. */
  async function placeOne(
    { update, receivedAt, place: index, onlyFor }: ReadUpdate,
    found: NumberHolder | undefined,
    placed: Placed,
  ): Promise<QuarantineReason | null> {
    const holder = onlyFor === undefined || found?.accountId === onlyFor ? found : undefined;
    const missing = (): QuarantineReason => (holder ? 'number_disconnected' : 'number_unknown');
    switch (update.kind) {
      case 'message':
      case 'echo':
      case 'past':
      case 'status':
        if (!holder?.isActive) return missing();
        if (update.kind === 'status' && (await deps.ownStatus(holder.accountId, update)) && !replyPriceOf(update)) {
          return null;
        }
        if (holder.pausedAt) return 'number_paused';
        placed.inbox.push({
          ...{ accountId: holder.accountId, arrivedAt: receivedAt, place: index, update },
          ...(holder.isShared ? { sharedSince: holder.connectedAt } : {}),
        });
        if (update.kind === 'status' && update.error?.code === optedOutCode) {
          placed.preferences.push(refusedMarketing(holder.accountId, update));
        }
        return null;
      case 'phone_contact':
        if (!holder?.isActive) return missing();
        if (holder.pausedAt) return 'number_paused';
        placed.contacts.push({ accountId: holder.accountId, update });
        return null;
      case 'problem':
        if (!holder?.isActive) return missing();
        placed.problems.push({ update, accountId: holder.accountId, wabaId: holder.wabaId, receivedAt });
        return null;
      case 'account':
        metrics.updates.inc({ kind: 'account', result: 'kept' });
        return (await tellAccount(update, receivedAt)) ? null : 'number_unknown';
      case 'handover':
      case 'call':
        if (!holder?.isActive) return missing();
        if (holder.pausedAt) return 'number_paused';
        placed.lines.push({ accountId: holder.accountId, arrivedAt: receivedAt, place: index, update });
        return null;
      case 'preference':
        if (!holder?.isActive) return missing();
        if (holder.pausedAt) return 'number_paused';
        placed.preferences.push(placedPreference(holder.accountId, update));
        placed.told.push({ accountId: holder.accountId, wabaId: holder.wabaId, receivedAt, update });
        return null;
      case 'unknown':
        return 'not_understood';
    }
  }

  /** Keeps of the numbers that others answer on them too: composer and doctor go by it. */
  async function noteResponders({ inbox: updates, lines }: Placed): Promise<void> {
    for (const { accountId, update } of lines) {
      if (update.kind !== 'handover') continue;
      const { at, to } = handoverOf(update);
      if (await evidence.recordHandover(accountId, update.phoneNumberId, { at, who: to.who, role: to.role })) {
        events.emit('numbers.activity', { accountId });
      }
    }
    const shown = new Map<string, Date>();
    for (const { update, arrivedAt } of updates) {
      if ('isStandby' in update && update.isStandby) shown.set(update.phoneNumberId, arrivedAt);
    }
    if (shown.size > 0) await evidence.recordOccurrences('standby', shown);
  }

  /** @returns whether it concerned anybody here. */
  async function tellAccount(update: AccountUpdate, receivedAt: Date): Promise<boolean> {
    let concerned = false;
    for (const listen of deps.accountListeners) concerned = (await listen(update, receivedAt)) || concerned;
    return concerned;
  }

  /**
   * Tells the browsers of a message as soon as it cannot be lost, before it has its place. That is what most deliveries
   * are; of everything else they hear when it has its place.
   */
  async function tellArrival(delivery: Delivery, durable: Promise<void>): Promise<void> {
    const arrival: { tell?: (() => void) | null } = {};
    const found = arrivalOf(delivery).then(
      (tell) => {
        arrival.tell = tell;
      },
      // What cannot be read is seen to when it is projected.
      () => undefined,
    );
    try {
      await durable;
    } catch {
      // Meta sends it again.
      return;
    }
    // Mostly it has been found by now, and goes out before Meta's answer.
    if (!('tell' in arrival)) await found;
    arrival.tell?.();
  }

  async function arrivalOf({ receivedAt, body }: Delivery): Promise<(() => void) | null> {
    if (body.length > mostBytesTold) return null;
    const delivery = readDelivery(body);
    const [update, ...more] = delivery.result === 'read' ? delivery.updates : [];
    if (update?.kind !== 'message' || more.length > 0) return null;
    const { phoneNumberId } = update;
    const holder = (await liveAccounts.holdersOf([phoneNumberId])).get(phoneNumberId);
    // Whether another account has kept it already is looked up when it is placed.
    if (!holder?.isActive || holder.pausedAt || holder.isShared) return null;
    const tell = await inbox.arrival({ accountId: holder.accountId, arrivedAt: receivedAt, place: 0, update });
    // It may have been paused or disconnected while the disk was waited for.
    return tell && (() => liveAccounts.knownHolder(phoneNumberId) === holder && tell());
  }

  return {
    place,
    tellArrival,
    async project(deliveries: readonly Delivery[], again: boolean): Promise<void> {
      const updates = await read(deliveries);
      await place(updates, again);
      // After they have their place, so that what is projected once more after a fault is counted once.
      for (const { update } of updates) deps.noteUnknown(update);
    },
  };
}
export type Projection = ReturnType<typeof createProjection>;

/** Meta refuses marketing to whoever wants none, so a refusal says that as well. */
const refusedMarketing = (
  accountId: string,
  { phoneNumberId, recipientWaId, recipientUserId, timestamp }: MessageStatusUpdate,
): PlacedPreference => ({
  ...{ accountId, phoneNumberId, category: marketing, value: 'stop', at: timestamp },
  contact: {
    ...(recipientWaId ? { waId: recipientWaId } : {}),
    ...(recipientUserId ? { userId: recipientUserId } : {}),
  },
});
