import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Customer } from '../messaging/customers.js';
import type { Group } from '../messaging/groups.js';
import type { NumberRouting } from './conversationRouting.js';
import type { Grant, TokenInfo } from './grants.js';
import type { SandboxState, Subscription } from './sandboxState.js';
import { newNumber, newWaba, type WorldContents } from './world.js';

/** State that outlives a restart; no messages. */
interface Kept {
  version: 1;
  world: WorldContents;
  tokens: readonly TokenInfo[];
  hostedGrants: readonly Grant[];
  subscriptions: [string, Subscription][];
  numberOverrides: [string, string][];
  customers: readonly Customer[];
  groups: readonly Group[];
  optOuts: readonly string[];
  routing: [string, NumberRouting][];
  /** The last message of each customer to each number, and the end of free messages after an advertisement. */
  windows: { phoneNumberId: string; customerId: string; lastInboundAt: number | null; freeEntryUntil: number }[];
}

/** The sandbox writes the file, so only its outline is checked. */
const outline = z.looseObject({
  version: z.literal(1),
  world: z.looseObject({ people: z.array(z.unknown()), numbers: z.array(z.unknown()) }),
  tokens: z.array(z.unknown()),
  customers: z.array(z.unknown()),
});

function readContents(state: SandboxState): Kept {
  const { people, businesses, wabas, numbers } = state.world;
  return {
    version: 1,
    world: { people: [...people], businesses: [...businesses], wabas: [...wabas], numbers: [...numbers] },
    tokens: state.grants.tokens,
    hostedGrants: state.hostedGrants,
    subscriptions: [...state.subscriptions],
    numberOverrides: [...state.numberOverrides],
    customers: state.customers.all(),
    groups: state.groups.all(),
    optOuts: state.optOuts.all(),
    routing: state.threadOwners.allRouting(),
    windows: state.chats.all().map(({ phoneNumberId, customerId, lastInboundAt, freeEntryUntil }) => ({
      phoneNumberId,
      customerId,
      lastInboundAt,
      freeEntryUntil,
    })),
  };
}

function restore(state: SandboxState, kept: Kept): void {
  // Values that an earlier version did not store.
  const { wabas, numbers, ...others } = kept.world;
  state.world.load({ ...others, wabas: wabas.map(newWaba), numbers: numbers.map(newNumber) });
  for (const token of kept.tokens) state.grants.keep(token);
  state.hostedGrants.push(...kept.hostedGrants);
  for (const [wabaId, subscription] of kept.subscriptions) state.subscriptions.set(wabaId, subscription);
  for (const [numberId, url] of kept.numberOverrides) state.numberOverrides.set(numberId, url);
  state.customers.load(kept.customers);
  for (const group of kept.groups) state.groups.add(group);
  state.optOuts.load(kept.optOuts);
  for (const [numberId, routing] of kept.routing) state.threadOwners.setRouting(numberId, routing);
  for (const { phoneNumberId, customerId, ...window } of kept.windows) {
    Object.assign(state.chats.between(phoneNumberId, customerId), window);
  }
}

const everyMs = 1000;

/** Loads the file and stores changes each second and at the stop. An unreadable file is replaced. */
export function keepIn(path: string, state: SandboxState): () => void {
  let last = '';
  const text = readIfThere(path);
  if (text !== null && isKept(text)) {
    restore(state, JSON.parse(text) as Kept);
    last = text;
  }
  const save = () => {
    const now = JSON.stringify(readContents(state));
    if (now === last) return;
    last = now;
    try {
      // The file holds tokens of a simulated Meta.
      writeFileSync(`${path}.new`, now, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch (error) {
      // The folder may be deleted, so nobody wants the file.
      process.stderr.write(`The sandbox could not keep its state: ${error instanceof Error ? error.message : error}\n`);
    }
  };
  const timer = setInterval(save, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    save();
  };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function isKept(text: string): boolean {
  try {
    return outline.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
