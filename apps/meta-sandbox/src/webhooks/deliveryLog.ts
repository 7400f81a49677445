export type DeliveryState = 'waiting' | 'retrying' | 'acknowledged' | 'gave_up' | 'not_sent';
/** How a POST was signed. */
export type SignatureKind = 'good' | 'wrong' | 'other_app';

export interface DeliveryAttempt {
  /** Milliseconds since the epoch. */
  at: number;
  /** What the receiver answered; null when it did not. */
  status: number | null;
  /** Why there was no answer; null when there was one. */
  error: string | null;
  durationMs: number;
  signature: SignatureKind;
}

/** One POST of webhooks, with every try at it. */
export interface DeliveryRecord {
  id: string;
  /** Null when there was nowhere to send it. */
  url: string | null;
  createdAt: number;
  /** The fields of the updates in it, in their order. */
  fields: readonly string[];
  wabaIds: readonly string[];
  /** 1, or more for the copies that the dial `duplicate` makes. */
  copy: number;
  state: DeliveryState;
  /** Why it was not sent; null otherwise. */
  reason: string | null;
  attempts: DeliveryAttempt[];
  /** The exact body. Null for large old ones, which are not kept. */
  body: string | null;
}

const mostDeliveries = 2000;
const mostBodyBytes = 64 * 1024 * 1024;

/** The latest deliveries, oldest first. */
export class DeliveryLog {
  #records: DeliveryRecord[] = [];
  #bodyBytes = 0;
  #lastId = 0;

  add(
    input: Pick<DeliveryRecord, 'url' | 'fields' | 'wabaIds' | 'copy' | 'state' | 'reason' | 'body'>,
  ): DeliveryRecord {
    this.#lastId += 1;
    const record = { ...input, id: `delivery-${this.#lastId}`, createdAt: Date.now(), attempts: [] };
    this.#records.push(record);
    this.#bodyBytes += record.body?.length ?? 0;
    // Many at once, now and then: shifting the array for each delivery would cost more than the delivery.
    if (this.#records.length > mostDeliveries * 2) this.#forgetBodies(this.#records.splice(0, mostDeliveries));
    if (this.#bodyBytes > mostBodyBytes)
      this.#forgetBodies(this.#records.slice(0, Math.floor(this.#records.length / 2)));
    return record;
  }

  #forgetBodies(records: readonly DeliveryRecord[]): void {
    for (const record of records) {
      this.#bodyBytes -= record.body?.length ?? 0;
      record.body = null;
    }
  }

  all(): readonly DeliveryRecord[] {
    return this.#records.slice(-mostDeliveries).map((record) => ({ ...record, attempts: [...record.attempts] }));
  }

  clear(): void {
    this.#records = [];
    this.#bodyBytes = 0;
  }
}
