import type { ZodType } from 'zod';
import { readSealed, unsealed, writeSealed } from './sealedStorage';

/** A value stored in this browser and shared by its tabs. */
export interface StoredValue<Value> {
  get: () => Value;
  set: (value: Value) => void;
  /** For `useSyncExternalStore`. */
  subscribe: (listener: () => void) => () => void;
}

interface Remembered extends StoredValue<unknown> {
  forget: () => void;
}

const cache = new Map<string, Remembered>();
/** The prefix of our keys. */
export const ownPrefix = 'switchboard';

interface Keeping {
  read: (key: string) => string | null;
  /** The text of an entry that another tab wrote. */
  toText: (key: string, entry: string | null) => string | null;
  write: (key: string, text: string) => void;
}
const plain: Keeping = {
  read: (key) => window.localStorage.getItem(key),
  toText: (_key, entry) => entry,
  write: (key, text) => window.localStorage.setItem(key, text),
};
const inSeal: Keeping = { read: readSealed, toText: unsealed, write: writeSealed };

function read(key: string, keeping: Keeping): string | null {
  try {
    return keeping.read(key);
  } catch {
    // Storage is switched off: kept until the page is left.
    return null;
  }
}

function parsed<Value>(raw: string | null, schema: ZodType<Value>, initial: Value): Value {
  if (raw === null) return initial;
  try {
    const value = schema.safeParse(JSON.parse(raw));
    return value.success ? value.data : initial;
  } catch {
    return initial;
  }
}

function create<Value>(
  key: string,
  schema: ZodType<Value>,
  initial: Value,
  keeping: Keeping,
): StoredValue<Value> & Pick<Remembered, 'forget'> {
  let value = parsed(read(key, keeping), schema, initial);
  const listeners = new Set<() => void>();
  const change = (next: Value) => {
    value = next;
    for (const listener of listeners) listener();
  };
  window.addEventListener('storage', (event) => {
    if (event.key === key) change(parsed(keeping.toText(key, event.newValue), schema, initial));
  });
  return {
    get: () => value,
    set: (next) => {
      change(next);
      try {
        keeping.write(key, JSON.stringify(next));
      } catch {
        // Storage is full or switched off: kept until the page is left.
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    forget: () => change(initial),
  };
}

/** Forgets every value, in this tab and in storage. */
export function forgetStoredValues(): void {
  for (const remembered of cache.values()) remembered.forget();
  try {
    const keys = Object.keys(window.localStorage).filter((key) => key.startsWith(ownPrefix));
    for (const key of keys) window.localStorage.removeItem(key);
  } catch {
    // Storage is switched off: there is nothing to forget.
  }
}

function rememberedValue<Value>(
  key: string,
  schema: ZodType<Value>,
  initial: Value,
  keeping: Keeping,
): StoredValue<Value> {
  const known = cache.get(key);
  if (known) return known as StoredValue<Value>;
  const made = create(key, schema, initial, keeping);
  cache.set(key, made as unknown as Remembered);
  return made;
}

/**
 * A stored choice, which says nothing about anybody.
 * @param schema Stored data that does not fit it is replaced by the initial value.
 */
export const storedValue = <Value>(key: string, schema: ZodType<Value>, initial: Value): StoredValue<Value> =>
  rememberedValue(key, schema, initial, plain);

/** A stored value with people's words, names or numbers: sealed for the person who is signed in. */
export const sealedValue = <Value>(key: string, schema: ZodType<Value>, initial: Value): StoredValue<Value> =>
  rememberedValue(key, schema, initial, inSeal);
