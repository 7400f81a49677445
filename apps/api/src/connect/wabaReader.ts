import type { GraphClient, GraphResult } from '@switchboard/graph';
import type { UnsubscribeService } from '../disconnect/unsubscribe.service.js';
import { type NumberAtMeta, toNumberAtMeta, toWabaAtMeta, type WabaAtMeta } from '../numbers/graphNumber.mapper.js';
import type { Clock } from '../platform/clock.js';

export interface WabaReaderDeps {
  graph: GraphClient;
  unsubscribes: UnsubscribeService;
  clock: Clock;
}

/** What Meta told about one WABA. Reading it changes nothing. */
export interface ReadWaba {
  wabaId: string;
  waba: GraphResult<WabaAtMeta>;
  numbers: GraphResult<NumberAtMeta[]>;
}

export interface SwitchedOn {
  subscribed: GraphResult<void>;
  /** When Meta was asked. */
  askedAt: Date;
  /** An unsubscribe was under way while we subscribed: say it once more at the end. */
  subscribeAgain: boolean;
}

export type FoundWaba = ReadWaba & SwitchedOn;

/** A number that was found, and what Meta said about its WABA. */
export interface Candidate {
  found: FoundWaba;
  waba: WabaAtMeta;
  number: NumberAtMeta;
}

export async function readWaba(
  { graph, clock }: Pick<WabaReaderDeps, 'graph' | 'clock'>,
  wabaId: string,
  accessToken: string,
): Promise<ReadWaba> {
  const [waba, numbers] = await Promise.all([
    graph.readWaba(wabaId, accessToken),
    graph.listPhoneNumbers(wabaId, accessToken),
  ]);
  const at = clock.now();
  return {
    wabaId,
    waba: waba.ok ? { ok: true, value: toWabaAtMeta(waba.value) } : waba,
    numbers: numbers.ok ? { ok: true, value: numbers.value.map((number) => toNumberAtMeta(number, at)) } : numbers,
  };
}

/** Switches the webhooks of a WABA on that a token's own inspection lists; what was to switch them off is given up. */
export async function switchOn(
  deps: WabaReaderDeps,
  { accountId }: { accountId: string },
  wabaId: string,
  accessToken: string,
): Promise<SwitchedOn> {
  const subscribeAgain = await deps.unsubscribes.cancel(accountId, wabaId);
  const askedAt = deps.clock.now();
  return { subscribed: await deps.graph.subscribeApp(wabaId, accessToken), askedAt, subscribeAgain };
}

/**
 * The same for a WABA that only a browser has named so far. Nothing that is stored may change on its word, so where an
 * unsubscribe is pending nothing is done yet.
 *
 * @returns null when it has to be done after the inspection.
 */
export async function switchOnEarly(
  deps: WabaReaderDeps,
  wabaId: string,
  accessToken: string,
): Promise<SwitchedOn | null> {
  if (await deps.unsubscribes.isPending(wabaId)) return null;
  const askedAt = deps.clock.now();
  return { subscribed: await deps.graph.subscribeApp(wabaId, accessToken), askedAt, subscribeAgain: false };
}

/** Why WABAs could not be read. One that cannot be does not hold up the others. */
export const unreadOf = (wabas: readonly ReadWaba[]) =>
  wabas.flatMap(({ waba, numbers }) => [waba, numbers].flatMap((answer) => (answer.ok ? [] : [answer.failure])));
