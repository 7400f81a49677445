import { createHmac } from 'node:crypto';

const keyBytes = 32;
export const kidShape = /^[A-Za-z0-9_-]{1,32}$/;

export interface SealingKey {
  kid: string;
  key: Buffer;
}

/** Tells whether two processes mean one key by an id, and nothing else of it. */
const printOf = (key: Buffer): string =>
  createHmac('sha256', key).update('switchboard key print').digest('base64url').slice(0, 22);

/**
 * The keys of this process in the order of its setting, and which of them seals at this moment: that is decided over all
 * processes (`keys/keyRollout.ts`), and is the one in front until then.
 */
export class KeyRing {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #front: string;
  #refused: ReadonlySet<string> = new Set();
  #sealing: string | null;

  constructor(keys: readonly SealingKey[]) {
    const [first] = keys;
    if (!first) throw new Error('A sealer needs at least one key');
    for (const { kid, key } of keys) {
      if (key.length !== keyBytes) throw new Error(`Key ${kid} must have ${keyBytes} bytes`);
    }
    this.#keys = new Map(keys.map(({ kid, key }) => [kid, key]));
    this.#front = first.kid;
    this.#sealing = first.kid;
  }

  /** The ids of the keys that open here. */
  get kids(): string[] {
    return [...this.#keys.keys()].filter((kid) => !this.#refused.has(kid));
  }

  /** The id of the key that stands first in the setting; null where it is refused. */
  get front(): string | null {
    return this.#refused.has(this.#front) ? null : this.#front;
  }

  /** The id of the key that seals; null: this process may not seal. */
  get sealing(): string | null {
    return this.#sealing;
  }

  find(kid: string): Buffer | undefined {
    return this.#refused.has(kid) ? undefined : this.#keys.get(kid);
  }

  /** The print of each key, refused ones included, by its id. */
  prints(): ReadonlyMap<string, string> {
    return new Map([...this.#keys].map(([kid, key]) => [kid, printOf(key)]));
  }

  /** From now on these are as if they were not here. They open nothing, so that what others sealed is not called damaged. */
  refuse(kids: Iterable<string>): void {
    this.#refused = new Set(kids);
    if (this.#sealing !== null && this.#refused.has(this.#sealing)) this.#sealing = null;
  }

  /** @param kid what everybody seals with. Where it is not here, this process seals nothing. */
  sealWith(kid: string | null): void {
    this.#sealing = kid !== null && this.find(kid) ? kid : null;
  }
}
