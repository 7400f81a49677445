import { randomInt } from 'node:crypto';
import { seedCustomers } from '../seeds.js';
import type { JsonObject } from '../webhooks/payload.js';
import { spelledOtherwise } from './phoneSpelling.js';

/** At least one of `waId` and `userId` is there. */
export interface Customer {
  id: string;
  name: string;
  /** Digits; missing for a person with only a username. */
  waId?: string | undefined;
  /** The business-scoped id (BSUID); missing where Meta has not assigned one. */
  userId?: string | undefined;
  /** The person's id for linked portfolios (`US.ENT.…`). */
  parentUserId?: string | undefined;
  username?: string | undefined;
}

export type CustomerPatch = Partial<Omit<Customer, 'id'>>;

export type NewCustomer = Partial<Customer> & { name: string };

export class CustomerBook {
  readonly #customers = new Map<string, Customer>();
  readonly #byWaId = new Map<string, Customer>();
  readonly #byUserId = new Map<string, Customer>();

  constructor() {
    this.reset();
  }

  reset(): void {
    this.load(Object.values(seedCustomers));
  }

  load(customers: readonly Customer[]): void {
    for (const map of [this.#customers, this.#byWaId, this.#byUserId]) map.clear();
    for (const customer of customers) this.#put({ ...customer });
  }

  all(): readonly Customer[] {
    return [...this.#customers.values()];
  }

  find(id: string): Customer | undefined {
    return this.#customers.get(id);
  }
  byWaId(waId: string): Customer | undefined {
    return this.#byWaId.get(waId) ?? this.#byWaId.get(spelledOtherwise(waId));
  }
  byUserId(userId: string): Customer | undefined {
    return this.#byUserId.get(userId);
  }

  /** Throws, so that a mistyped test does not pass. */
  mustFind(id: string): Customer {
    const customer = this.#customers.get(id);
    if (!customer) throw new Error(`There is no customer ${id}`);
    return customer;
  }

  /** A person without number and business-scoped id gets both. */
  add(input: NewCustomer): Customer {
    const serial = String(randomInt(10 ** 9)).padStart(9, '0');
    const isNamed = input.waId !== undefined || input.userId !== undefined;
    const ids = isNamed ? {} : { waId: `1556${serial.slice(2)}`, userId: `US.2000000${serial}` };
    const customer: Customer = { ...ids, ...input, id: input.id ?? `customer-${serial}` };
    const isTaken =
      this.#customers.has(customer.id) ||
      this.#byWaId.has(customer.waId ?? '') ||
      this.#byUserId.has(customer.userId ?? '');
    if (isTaken) throw new Error(`There is already a customer like ${customer.id}`);
    this.#put(customer);
    return customer;
  }

  /**
   * Changes number, id or name; undefined removes a value. Former numbers and ids are free. Throws when they are taken.
   */
  change(id: string, patch: CustomerPatch): Customer {
    const customer = this.mustFind(id);
    const changed = { ...customer, ...patch };
    const isTaken = [this.#byWaId.get(changed.waId ?? ''), this.#byUserId.get(changed.userId ?? '')].some(
      (other) => other !== undefined && other.id !== id,
    );
    if (isTaken) throw new Error(`There is already a customer like ${id} would be`);
    if (changed.waId === undefined && changed.userId === undefined) throw new Error(`${id} would have no address left`);
    this.#byWaId.delete(customer.waId ?? '');
    this.#byUserId.delete(customer.userId ?? '');
    this.#put(Object.assign(customer, patch));
    return customer;
  }

  #put(customer: Customer): void {
    this.#customers.set(customer.id, customer);
    if (customer.waId !== undefined) this.#byWaId.set(customer.waId, customer);
    if (customer.userId !== undefined) this.#byUserId.set(customer.userId, customer);
  }
}

export function toContact({ name, username, waId, userId, parentUserId }: Omit<Customer, 'id'>): JsonObject {
  return {
    profile: { name, ...(username === undefined ? {} : { username }) },
    ...(waId === undefined ? {} : { wa_id: waId }),
    ...(userId === undefined ? {} : { user_id: userId }),
    ...(parentUserId === undefined ? {} : { parent_user_id: parentUserId }),
  };
}
