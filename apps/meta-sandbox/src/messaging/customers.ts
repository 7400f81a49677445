import { randomInt } from 'node:crypto';
import type { JsonObject } from '../webhooks/payload.js';

/** A person who writes to businesses. At least one of `waId` and `userId` is there. */
export interface Customer {
  /** The sandbox's own handle. */
  id: string;
  name: string;
  /** The phone number in digits; missing for a person who hides it behind a username. */
  waId?: string | undefined;
  /** The business-scoped id (BSUID); missing for a person Meta has not given one yet. */
  userId?: string | undefined;
  /** The id of the same person for all portfolios that belong together (`US.ENT.…`). */
  parentUserId?: string | undefined;
  username?: string | undefined;
}

/** What can change about who a person is. */
export type CustomerPatch = Partial<Omit<Customer, 'id'>>;

export type NewCustomer = Partial<Customer> & { name: string };

/** Each of them is a situation a product has to cope with. */
const seeded: readonly Customer[] = [
  { id: 'ana', name: 'Ana Souza', waId: '15550190001', userId: 'US.1000000000000001' },
  { id: 'ben', name: 'Ben Okafor', waId: '15550190002', userId: 'US.1000000000000002', username: 'ben.okafor' },
  { id: 'chloe', name: 'Chloé Dubois 🌷', waId: '33700190003', userId: 'US.1000000000000003' },
  // Hides the phone number: the business-scoped id is all there is.
  { id: 'noor', name: 'Noor', userId: 'US.1000000000000004', username: 'noor.writes' },
  { id: 'layla', name: 'ليلى حداد', waId: '971500190005', userId: 'US.1000000000000005' },
  // As before April 2026: no business-scoped id.
  { id: 'frank', name: 'Frank Weber', waId: '4915550190006' },
];

/** The people with a phone. */
export class CustomerBook {
  readonly #customers = new Map<string, Customer>();
  readonly #byWaId = new Map<string, Customer>();
  readonly #byUserId = new Map<string, Customer>();

  constructor() {
    this.reset();
  }

  reset(): void {
    for (const map of [this.#customers, this.#byWaId, this.#byUserId]) map.clear();
    for (const customer of seeded) this.#put({ ...customer });
  }

  all(): readonly Customer[] {
    return [...this.#customers.values()];
  }

  find(id: string): Customer | undefined {
    return this.#customers.get(id);
  }
  byWaId(waId: string): Customer | undefined {
    return this.#byWaId.get(waId);
  }
  byUserId(userId: string): Customer | undefined {
    return this.#byUserId.get(userId);
  }

  /** Throws when there is no such customer, so that a mistyped test does not pass. */
  mustFind(id: string): Customer {
    const customer = this.#customers.get(id);
    if (!customer) throw new Error(`There is no customer ${id}`);
    return customer;
  }

  /** Adds a person. One who brings neither a phone number nor a business-scoped id gets both. */
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
   * Somebody gets another number, id or name; what is given as undefined is taken away. The old number and the old id are
   * free afterwards. Throws when there is no such customer, and when somebody else has the new ones.
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

/** The person as a webhook's `contacts[]` shows them: only with the ids they have. */
export function contactOf({ name, username, waId, userId, parentUserId }: Omit<Customer, 'id'>): JsonObject {
  return {
    profile: { name, ...(username === undefined ? {} : { username }) },
    ...(waId === undefined ? {} : { wa_id: waId }),
    ...(userId === undefined ? {} : { user_id: userId }),
    ...(parentUserId === undefined ? {} : { parent_user_id: parentUserId }),
  };
}
