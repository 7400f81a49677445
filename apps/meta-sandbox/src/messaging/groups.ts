import { randomBytes } from 'node:crypto';

export interface Group {
  /** Opaque base64, like Meta's. */
  id: string;
  phoneNumberId: string;
  subject: string;
  customerIds: string[];
}

export type NewGroup = Pick<Group, 'phoneNumberId' | 'subject' | 'customerIds'> & { id?: string | undefined };

/** The chat of a group belongs to the number and the group's id. */
export class Groups {
  readonly #groups = new Map<string, Group>();

  clear(): void {
    this.#groups.clear();
  }
  all(): readonly Group[] {
    return [...this.#groups.values()];
  }
  find(id: string): Group | undefined {
    return this.#groups.get(id);
  }
  mustFind(id: string): Group {
    const group = this.#groups.get(id);
    if (!group) throw new Error(`There is no group ${id}`);
    return group;
  }
  of(customerId: string): readonly Group[] {
    return this.all().filter(({ customerIds }) => customerIds.includes(customerId));
  }

  add({ id, ...group }: NewGroup): Group {
    const made = id ?? Buffer.from(`capi_group:${randomBytes(12).toString('hex')}`).toString('base64');
    if (this.#groups.has(made)) throw new Error(`There is already a group ${made}`);
    const added = { ...group, id: made, customerIds: [...new Set(group.customerIds)] };
    this.#groups.set(made, added);
    return added;
  }
}
