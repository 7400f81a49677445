import type { DeliveryLog, DeliveryRecord, SignatureKind } from './deliveryLog.js';
import type { WebhookDials } from './dials.js';
import { Poster } from './poster.js';
import { otherAppSecret, signLikeMeta, signLikeOldMeta } from './wire.js';

/** Retry settings. Meta retries for days, here for minutes. */
export interface SenderSettings {
  /** Concurrent POSTs. */
  connections: number;
  /** The wait before the second try; it doubles up to a minute. */
  firstRetryMs: number;
  /** A delivery is dropped this long after its first try. */
  giveUpAfterMs: number;
  /** The receiver's time limit. */
  timeoutMs: number;
}

export const defaultSenderSettings: Readonly<SenderSettings> = {
  connections: 64,
  firstRetryMs: 200,
  giveUpAfterMs: 10 * 60_000,
  timeoutMs: 10_000,
};

const longestRetryMs = 60_000;

export const retryDelayMs = (tries: number, firstRetryMs: number): number =>
  Math.min(longestRetryMs, firstRetryMs * 2 ** (tries - 1));

export interface NewDelivery {
  url: string;
  bytes: Buffer;
  /** The body as text, created once for all copies. */
  body: string;
  fields: readonly string[];
  wabaIds: readonly string[];
  copy: number;
  /** Deliveries of one partition wait for each other's first try; null for none. */
  partition: string | null;
  onFirstTry: () => void;
  onEnd: (acknowledged: boolean) => void;
}

interface Job extends NewDelivery {
  record: DeliveryRecord;
  startedAt: number | null;
}

/** The headers of a webhook signed with `secret`. */
export const signedHeaders = (bytes: Uint8Array, secret: string): Record<string, string> => ({
  ...unsignedHeaders,
  'x-hub-signature': signLikeOldMeta(bytes, secret),
  'x-hub-signature-256': signLikeMeta(bytes, secret),
});

export const unsignedHeaders: Readonly<Record<string, string>> = {
  'content-type': 'application/json',
  'user-agent': 'facebookexternalua',
  accept: '*/*',
};

/** Sends deliveries with limited concurrency, in order within a partition, and retries them. */
export class Sender {
  readonly poster: Poster;
  readonly #settings: SenderSettings;
  readonly #secret: string;
  readonly #log: DeliveryLog;
  readonly #dials: () => WebhookDials;
  readonly #spend: (dial: 'wrongSignature' | 'signedByOtherApp') => boolean;
  /** Bytes are signed once for all copies and retries. */
  readonly #signed = new WeakMap<Buffer, Record<string, string>>();
  readonly #timers = new Map<NodeJS.Timeout, Job | null>();
  #ready: Job[] = [];
  #next = 0;
  readonly #partitions = new Map<string, Job[]>();
  #active = 0;
  /** Grows with every reset, so that earlier POSTs no longer count. */
  #era = 0;

  constructor(input: {
    settings: SenderSettings;
    secret: string;
    log: DeliveryLog;
    dials: () => WebhookDials;
    /** Decrements a counting dial; false when it was used up. */
    spend: (dial: 'wrongSignature' | 'signedByOtherApp') => boolean;
  }) {
    this.#settings = input.settings;
    this.#secret = input.secret;
    this.#log = input.log;
    this.#dials = input.dials;
    this.#spend = input.spend;
    this.poster = new Poster(input.settings.connections, input.settings.timeoutMs);
  }

  send(delivery: NewDelivery): void {
    const { url, fields, wabaIds, copy, body, partition } = delivery;
    const record = this.#log.add({ url, fields, wabaIds, copy, body, state: 'waiting', reason: null });
    const job: Job = { ...delivery, record, startedAt: null };
    const waiting = partition === null ? undefined : this.#partitions.get(partition);
    if (waiting) {
      waiting.push(job);
      return;
    }
    if (partition !== null) this.#partitions.set(partition, []);
    this.#due(job);
  }

  retryNow(): void {
    for (const [timer, job] of this.#timers) {
      if (!job) continue;
      clearTimeout(timer);
      this.#timers.delete(timer);
      this.#push(job);
    }
  }

  clear(): void {
    this.#era += 1;
    for (const timer of this.#timers.keys()) clearTimeout(timer);
    this.#timers.clear();
    this.#partitions.clear();
    this.#ready = [];
    this.#next = 0;
    this.#active = 0;
  }

  #due(job: Job): void {
    const { delayMs, jitterMs } = this.#dials();
    const wait = delayMs + Math.random() * jitterMs;
    if (wait > 0) this.#later(wait, job, false);
    else this.#push(job);
  }

  #later(ms: number, job: Job, isRetry: boolean): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#push(job);
    }, ms);
    this.#timers.set(timer, isRetry ? job : null);
  }

  #push(job: Job): void {
    this.#ready.push(job);
    this.#pump();
  }

  #pump(): void {
    while (this.#active < this.#settings.connections) {
      const job = this.#ready[this.#next];
      if (!job) break;
      this.#next += 1;
      this.#active += 1;
      void this.#attempt(job, this.#era);
    }
    // A cursor: shift() would copy a long queue for every delivery.
    if (this.#next > 1000 && this.#next * 2 > this.#ready.length) {
      this.#ready = this.#ready.slice(this.#next);
      this.#next = 0;
    }
  }

  async #attempt(job: Job, era: number): Promise<void> {
    const at = Date.now();
    const signature = this.#chooseSignature();
    const result = this.#dials().receiverDown
      ? { status: null, error: 'The receiver is down (dial)' }
      : await this.poster.post(job.url, job.bytes, this.#makeHeaders(job.bytes, signature));
    if (era !== this.#era) return;
    this.#active -= 1;
    const { status, error } = result;
    job.record.attempts.push({ at, status, error, durationMs: Date.now() - at, signature });
    this.#afterAttempt(job, at, status === 200);
    this.#pump();
  }

  #afterAttempt(job: Job, at: number, acknowledged: boolean): void {
    const isFirst = job.startedAt === null;
    job.startedAt ??= at;
    const wait = retryDelayMs(job.record.attempts.length, this.#settings.firstRetryMs);
    const givesUp = !acknowledged && Date.now() + wait > job.startedAt + this.#settings.giveUpAfterMs;
    job.record.state = acknowledged ? 'acknowledged' : givesUp ? 'gave_up' : 'retrying';
    if (!acknowledged && !givesUp) this.#later(wait, job, true);
    if (isFirst) {
      job.onFirstTry();
      this.#releasePartition(job.partition);
    }
    if (acknowledged || givesUp) job.onEnd(acknowledged);
  }

  #releasePartition(partition: string | null): void {
    if (partition === null) return;
    const next = this.#partitions.get(partition)?.shift();
    if (next) this.#due(next);
    else this.#partitions.delete(partition);
  }

  #chooseSignature(): SignatureKind {
    if (this.#dials().receiverDown) return 'good';
    if (this.#spend('wrongSignature')) return 'wrong';
    return this.#spend('signedByOtherApp') ? 'other_app' : 'good';
  }

  #makeHeaders(bytes: Buffer, signature: SignatureKind): Record<string, string> {
    if (signature === 'wrong') return signedHeaders(Buffer.concat([bytes, Buffer.from(' ')]), this.#secret);
    if (signature === 'other_app') return signedHeaders(bytes, otherAppSecret);
    const headers = this.#signed.get(bytes) ?? signedHeaders(bytes, this.#secret);
    this.#signed.set(bytes, headers);
    return headers;
  }
}
