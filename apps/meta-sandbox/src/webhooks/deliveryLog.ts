export type DeliveryState = 'waiting' | 'retrying' | 'acknowledged' | 'gave_up' | 'not_sent';
export type SignatureKind = 'good' | 'wrong' | 'other_app';

export interface DeliveryAttempt {
  at: number;
  status: number | null;
  error: string | null;
  durationMs: number;
  signature: SignatureKind;
}

export interface DeliveryRecord {
  id: string;
  /** Null without an address. */
  url: string | null;
  createdAt: number;
  /** The fields of its updates, in order. */
  fields: readonly string[];
  wabaIds: readonly string[];
  /** 1, or more for copies by the dial `duplicate`. */
  copy: number;
  state: DeliveryState;
  /** Why it was not sent, or null. */
  reason: string | null;
  attempts: DeliveryAttempt[];
  /** Null for large old ones, which are dropped. */
  body: string | null;
}

const maxDeliveries = 2000;
const maxBodyBytes = 64 * 1024 * 1024;

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
    // In batches: shifting the array for each delivery would cost more than the delivery.
    if (this.#records.length > maxDeliveries * 2) this.#forgetBodies(this.#records.splice(0, maxDeliveries));
    if (this.#bodyBytes > maxBodyBytes)
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
    return this.#records.slice(-maxDeliveries).map((record) => ({ ...record, attempts: [...record.attempts] }));
  }

  clear(): void {
    this.#records = [];
    this.#bodyBytes = 0;
  }
}
