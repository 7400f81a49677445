import type { Clock } from '../../platform/clock.js';
import type { PeopleService } from '../identity/people.service.js';
import { maxRaceTries } from '../limits.js';
import type { Arrivals } from './arrivals.js';
import type { FollowUps } from './followUps.js';
import type { InboxReader, Situation } from './inboxReader.js';
import { planReceive } from './receive.js';
import type { ReceivePlan, RoutedLine, RoutedUpdate } from './receive.types.js';
import type { ReceiveBulk } from './receiveBulk.js';
import type { ReceivedChanges } from './receivedChanges.js';

export interface ReceiveDeps {
  reader: InboxReader;
  bulk: ReceiveBulk;
  changes: ReceivedChanges;
  arrivals: Arrivals;
  followUp: FollowUps;
  people: Pick<PeopleService, 'forgetWaited'>;
  clock: Clock;
}

export interface Received {
  fresh: number;
  repeated: number;
  /** By phone number id: when Meta last delivered a message of ours. */
  delivered: Map<string, Date>;
}

interface Outcome {
  plan: ReceivePlan;
  isWhole: boolean;
}

/**
 * Reads what is stored about a round, plans (`receive.ts`), and writes everything, the numbered changes included, as
 * one unordered bulk. Every part of it may be done again.
 */
export function createReceiveService(deps: ReceiveDeps) {
  const { reader, bulk, changes, arrivals, followUp, people, clock } = deps;

  const planFor = ({ routed, known, owners, taken }: Situation, lines: readonly RoutedLine[], again: boolean) =>
    planReceive(routed, known, clock.now(), again, lines, owners, taken);

  async function receiveFirst(routed: readonly RoutedUpdate[], lines: readonly RoutedLine[]): Promise<Outcome> {
    const situation = await reader.read(routed, lines, false);
    const plan = planFor(situation, lines, false);
    const numbered = await changes.number(plan);
    const written = await bulk.writeFirst(
      plan,
      situation.taken,
      numbered.map(({ record }) => record),
    );
    if (!written) {
      await people.forgetWaited(situation.waited);
      return { plan, isWhole: true };
    }
    const { isWhole, isNumbered } = written;
    for (const [index, change] of numbered.entries()) await changes.settle(change, isNumbered(index), isWhole);
    if (isWhole) {
      arrivals.remember(plan);
      await bulk.forgetEarlyEvents(plan);
      await people.forgetWaited(situation.waited);
      await changes.recount(plan);
    }
    return { plan, isWhole };
  }

  /** What it finds is announced twice rather than never. */
  async function receiveAgain(routed: readonly RoutedUpdate[], lines: readonly RoutedLine[]): Promise<Outcome> {
    const situation = await reader.read(routed, lines, true);
    const plan = planFor(situation, lines, true);
    if (!(await bulk.writeAgain(plan, situation.taken))) return { plan, isWhole: false };
    await bulk.forgetEarlyEvents(plan);
    await people.forgetWaited(situation.waited);
    await changes.announceAgain(plan);
    await bulk.keepFiles(plan);
    return { plan, isWhole: true };
  }

  return {
    arrival: arrivals.prepare,

    /**
     * @param again the updates may have been received before, in part.
     * @throws what the database throws; call it with `again` then.
     */
    async receive(
      routed: readonly RoutedUpdate[],
      again: boolean,
      lines: readonly RoutedLine[] = [],
    ): Promise<Received> {
      let outcome = await (again ? receiveAgain(routed, lines) : receiveFirst(routed, lines));
      const { fresh, repeated, delivered } = outcome.plan;
      for (let tries = 1; !outcome.isWhole; tries += 1) {
        if (tries > maxRaceTries) throw new Error(`what Meta said could not be stored in ${maxRaceTries} tries`);
        outcome = await receiveAgain(routed, lines);
        again = true;
      }
      await followUp(outcome.plan, routed, lines, again);
      return { fresh, repeated, delivered };
    },
  };
}
export type ReceiveService = ReturnType<typeof createReceiveService>;
