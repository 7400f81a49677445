import { type ReadDelivery, readDelivery } from './readDelivery.js';

export interface Delivery {
  id: string;
  receivedAt: Date;
  body: Buffer;
  /** W3C `traceparent` of its receipt, where that is kept. */
  trace?: string | undefined;
  /** It is read once more, long after it came, because what became of it was lost. */
  isReplayed?: true | undefined;
  /** What the body says, between the two who read it first. */
  read?: ReadDelivery | undefined;
}

/** Reads a delivery for the browsers, ahead of its projection, which then has not to read it again. */
export function readAhead(delivery: Delivery): ReadDelivery {
  delivery.read ??= readDelivery(delivery.body);
  return delivery.read;
}

/** Reads a delivery for its projection. What was read ahead is given once: a repetition reads the bytes again. */
export function readOnce(delivery: Delivery): ReadDelivery {
  const read = delivery.read ?? readDelivery(delivery.body);
  delivery.read = undefined;
  return read;
}

export const toUpdateId = (deliveryId: string, index: number): string =>
  `${deliveryId}.${String(index).padStart(4, '0')}`;

const timeDigits = 9;
const countDigits = 8;
const toBase36 = (value: number, digits: number) => value.toString(36).padStart(digits, '0');

/** The smallest id that a delivery received at this time can have. */
export const toFirstId = (at: Date): string => toBase36(at.getTime(), timeDigits);
export const readReceivedAt = (deliveryId: string): Date =>
  new Date(Number.parseInt(deliveryId.slice(0, timeDigits), 36));

/** Ids that put deliveries in the order of their arrival: `<milliseconds><count>.<writer>`. */
export class DeliveryIds {
  #count = 0;
  #lastMs = 0;

  constructor(readonly writer: string) {}

  get count(): number {
    return this.#count;
  }

  next(nowMs: number): string {
    // A clock that is set back must not put a delivery before its predecessors.
    this.#lastMs = Math.max(this.#lastMs, nowMs);
    this.#count += 1;
    return `${toBase36(this.#lastMs, timeDigits)}${toBase36(this.#count, countDigits)}.${this.writer}`;
  }

  bound(): string {
    return `${toBase36(this.#lastMs, timeDigits)}${toBase36(this.#count + 1, countDigits)}`;
  }
}
