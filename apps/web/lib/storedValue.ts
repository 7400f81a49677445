import type { ZodType } from 'zod';
import { readSealed, unsealed, writeSealed } from './sealedStorage';

/** A value that this browser remembers, the same in all of its tabs. */
export interface StoredValue<Value> {
  get: () => Value;
  set: (value: Value) => void;
  /** Shaped for `useSyncExternalStore`. */
  subscribe: (listener: () => void) => () => void;
}

interface Remembered extends StoredValue<unknown> {
  forget: () => void;
}

const cache = new Map<string, Remembered>();
/** What every key of ours begins with. */
export const ownPrefix = 'switchboard';

/** How the texts of a value lie in the browser. */
interface Keeping {
  read: (key: string) => string | null;
  /** The text of an entry that another tab has written. */
  textOf: (key: string, entry: string | null) => string | null;
  write: (key: string, text: string) => void;
}
const plain: Keeping = {
  read: (key) => window.localStorage.getItem(key),
  textOf: (_key, entry) => entry,
  write: (key, text) => window.localStorage.setItem(key, text),
};
const inSeal: Keeping = { read: readSealed, textOf: unsealed, write: writeSealed };

function read(key: string, keeping: Keeping): string | null {
  try {
    return keeping.read(key);
  } catch {
    // Switched off by the browser's settings: remembered until the page is left.
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
    if (event.key === key) change(parsed(keeping.textOf(key, event.newValue), schema, initial));
  });
  return {
    get: () => value,
    set: (next) => {
      change(next);
      try {
        keeping.write(key, JSON.stringify(next));
      } catch {
        // Full or switched off: remembered until the page is left.
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    forget: () => change(initial),
  };
}

/** Forgets everything that was remembered here, in this tab and in the browser. */
export function forgetStoredValues(): void {
  for (const remembered of cache.values()) remembered.forget();
  try {
    const keys = Object.keys(window.localStorage).filter((key) => key.startsWith(ownPrefix));
    for (const key of keys) window.localStorage.removeItem(key);
  } catch {
    // Switched off by the browser's settings: there is nothing to forget.
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
 * What is remembered under a key: choices, which say nothing about anybody.
 *
 * @param schema What was stored by another version of this page, or by hand, must fit it; else the initial value is used.
 */
export const storedValue = <Value>(key: string, schema: ZodType<Value>, initial: Value): StoredValue<Value> =>
  rememberedValue(key, schema, initial, plain);

/** The same for what people wrote, and for numbers and names of people: sealed for who is signed in. */
export const sealedValue = <Value>(key: string, schema: ZodType<Value>, initial: Value): StoredValue<Value> =>
  rememberedValue(key, schema, initial, inSeal);
