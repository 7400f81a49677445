import { DeliveryLog, type DeliveryRecord } from './deliveryLog.js';
import { calmWebhooks, type WebhookDials } from './dials.js';
import { buildDelivery, type Change } from './payload.js';
import { Sender, type SenderSettings } from './sender.js';
import type { Verification } from './verifyCallback.js';
import { serializeLikeMeta } from './wire.js';

/** The webhook address, and the token of Meta's verification. */
export interface WebhookTarget {
  url: string;
  verifyToken?: string | undefined;
}

interface Parcel {
  change: Change;
  url: string;
  partition: string | null;
  /** Called once, at the first 200 of any copy. */
  onAcknowledged: (() => void) | undefined;
  onFirstTry: () => void;
}

const maxUpdates = 1000;
const maxBytes = 3 * 1024 * 1024;

/**
 * From an update to POSTs: shuffles, gathers and repeats as the dials say, and knows when nothing is left to do. Where
 * an update goes, and whether at all, is decided by its callers.
 */
export class Webhooks {
  /** A setting of the app, which a reset keeps. */
  target: WebhookTarget | null;
  /** Null when it was not verified. */
  lastVerification: Verification | null = null;
  readonly log = new DeliveryLog();
  readonly sender: Sender;
  #dials: WebhookDials = { ...calmWebhooks };
  #held: Parcel[] = [];
  readonly #batches = new Map<string, Parcel[]>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #pending = 0;
  #idlers: (() => void)[] = [];

  constructor(target: WebhookTarget | null, secret: string, settings: SenderSettings) {
    this.target = target;
    this.sender = new Sender({
      settings,
      secret,
      log: this.log,
      dials: () => this.#dials,
      spend: (dial) => {
        if (this.#dials[dial] <= 0) return false;
        this.#dials[dial] -= 1;
        return true;
      },
    });
  }

  get dials(): Readonly<WebhookDials> {
    return this.#dials;
  }

  setDials(dials: Partial<WebhookDials>): void {
    const wasDown = this.#dials.receiverDown;
    this.#dials = { ...this.#dials, ...dials };
    if (wasDown && !this.#dials.receiverDown) this.sender.retryNow();
  }

  takeFailure(): number | null {
    const { failNext } = this.#dials;
    if (!failNext) return null;
    const left = failNext.times - 1;
    this.#dials.failNext = left > 0 ? { ...failNext, times: left } : null;
    return failNext.code;
  }

  /** Sends an update. Resolves after the first try, whatever its result. */
  publish(change: Change, url: string, partition: string | null = null, onAcknowledged?: () => void): Promise<void> {
    this.#pending += 1;
    return new Promise((resolve) => {
      const parcel: Parcel = { change, url, partition, onAcknowledged, onFirstTry: resolve };
      if (this.#dials.outOfOrderMs <= 0) this.#gather(parcel);
      else this.#hold(parcel);
    });
  }

  /** Logs an update that is not sent, and why. */
  notSent(change: Change, reason: string): void {
    const { field, wabaId } = change;
    const body = serializeLikeMeta(buildDelivery([change])).toString('latin1');
    const common = { url: null, fields: [field], wabaIds: [wabaId], copy: 1 };
    this.log.add({ ...common, state: 'not_sent', reason, body });
  }

  deliveries(): readonly DeliveryRecord[] {
    return this.log.all();
  }

  idle(): Promise<void> {
    return this.#pending === 0 ? Promise.resolve() : new Promise((resolve) => this.#idlers.push(resolve));
  }

  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const unfinished = [...this.#held, ...[...this.#batches.values()].flat()];
    this.#held = [];
    this.#batches.clear();
    this.sender.clear();
    this.log.clear();
    this.#dials = { ...calmWebhooks };
    this.lastVerification = null;
    for (const parcel of unfinished) parcel.onFirstTry();
    this.#finish(this.#pending);
  }

  close(): void {
    this.clear();
    this.sender.poster.close();
  }

  #after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }

  #hold(parcel: Parcel): void {
    this.#held.push(parcel);
    if (this.#held.length === 1) this.#after(this.#dials.outOfOrderMs, () => this.#releaseShuffled());
  }

  #releaseShuffled(): void {
    const parcels = shuffled(this.#held);
    this.#held = [];
    for (const parcel of parcels) this.#gather(parcel);
  }

  #gather(parcel: Parcel): void {
    const { batch } = this.#dials;
    if (!batch) {
      this.#dispatch(parcel.url, [parcel]);
      return;
    }
    const size = Math.min(batch.size, maxUpdates);
    const waiting = this.#batches.get(parcel.url);
    const parcels = waiting ?? [];
    parcels.push(parcel);
    if (!waiting) {
      this.#batches.set(parcel.url, parcels);
      this.#after(batch.windowMs, () => this.#releaseBatch(parcel.url, parcels));
    }
    if (parcels.length >= size) this.#releaseBatch(parcel.url, parcels);
  }

  #releaseBatch(url: string, parcels: Parcel[]): void {
    if (this.#batches.get(url) !== parcels) return;
    this.#batches.delete(url);
    this.#dispatch(url, parcels);
  }

  #dispatch(url: string, parcels: readonly Parcel[]): void {
    const bytes = serializeLikeMeta(buildDelivery(parcels.map(({ change }) => change)));
    if (bytes.length > maxBytes && parcels.length > 1) {
      const half = Math.ceil(parcels.length / 2);
      this.#dispatch(url, parcels.slice(0, half));
      this.#dispatch(url, parcels.slice(half));
      return;
    }
    const body = bytes.toString('latin1');
    const copies = Math.max(1, this.#dials.duplicate);
    const keepsOrder = this.#dials.keepOrder && this.#dials.outOfOrderMs <= 0;
    const partition = keepsOrder && parcels.length === 1 ? (parcels[0]?.partition ?? null) : null;
    const fields = parcels.map(({ change }) => change.field);
    const wabaIds = [...new Set(parcels.map(({ change }) => change.wabaId))];
    const onFirstTry = () => {
      for (const parcel of parcels) parcel.onFirstTry();
    };
    let copiesLeft = copies;
    const onEnd = (acknowledged: boolean) => {
      if (acknowledged) for (const parcel of parcels) notifyOnce(parcel);
      copiesLeft -= 1;
      if (copiesLeft === 0) this.#finish(parcels.length);
    };
    for (let copy = 1; copy <= copies; copy += 1) {
      this.sender.send({ url, bytes, body, fields, wabaIds, copy, partition, onFirstTry, onEnd });
    }
  }

  #finish(parcels: number): void {
    this.#pending -= parcels;
    if (this.#pending > 0) return;
    const idlers = this.#idlers;
    this.#idlers = [];
    for (const resolve of idlers) resolve();
  }
}

function notifyOnce(parcel: Parcel): void {
  parcel.onAcknowledged?.();
  parcel.onAcknowledged = undefined;
}

/** Another order, from two items on. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  const mixed = [...items];
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    const other = Math.floor(Math.random() * (index + 1));
    const [here, there] = [mixed[index], mixed[other]];
    if (here === undefined || there === undefined) continue;
    mixed[index] = there;
    mixed[other] = here;
  }
  return mixed.every((item, index) => item === items[index]) ? mixed.reverse() : mixed;
}
