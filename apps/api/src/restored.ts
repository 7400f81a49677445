import type { Connection } from 'mongoose';
import { endRestoredSessions } from './accounts/sessionEnds.service.js';
import { markInterrupted } from './inbox/sending/lifeSign.js';
import { countQueued } from './inbox/sending/queueCounts.js';
import { findKeyProblems } from './keys/keys.js';
import type { createModels } from './models.js';
import type { Clock } from './platform/clock.js';
import { findInstallationDifferences, type Installation, keepInstallation } from './platform/installation.js';
import type { KeyRing } from './platform/keyRing.js';
import { createWriterProgress } from './webhooks/writerProgress.js';

export interface RestoredDeps {
  connection: Connection;
  models: ReturnType<typeof createModels>;
  /** Whose settings the operator has. */
  mine: Installation;
  ring: Pick<KeyRing, 'prints'>;
  clock: Clock;
}

/**
 * Before anything else is done with a restored database: what is queued in it is held, whatever comes then.
 *
 * @param adopts whether what differs is meant.
 * @throws Error where instances run, or that says how the backup is of another installation.
 */
export async function holdRestored(deps: RestoredDeps, adopts: boolean): Promise<void> {
  const { connection, models, mine, ring, clock } = deps;
  if ((await createWriterProgress(models.webhooks.writers, clock).findLive()).length > 0) {
    throw new Error('an instance says that it runs: stop every one of them, and run this again ten seconds later');
  }
  await markInterrupted(models.inbox.lifeSigns, clock.now());
  const differences = [
    ...(await findInstallationDifferences(models.installations, mine)),
    ...(await findKeyProblems(connection, models.keys, { mine: ring.prints(), clock })),
  ];
  if (differences.length > 0 && !adopts) {
    throw new Error(
      `this backup is of another installation, or its keys are missing:\n${differences.map((one) => `- ${one}\n`).join('')}What is queued in it is held. Nothing else was changed. Where that is meant, run "release.js restored --adopt"`,
    );
  }
  await keepInstallation(models.installations, mine, clock);
}

/** Ends what belongs to the time before, in a database that has everything this version needs. @returns what there was, a line each. */
export async function settleRestored({ models }: Pick<RestoredDeps, 'models'>): Promise<string[]> {
  const sessions = await endRestoredSessions(models.accounts.sessions);
  const { waiting, underway, reactions } = await countQueued(models.inbox);
  return [
    `${waiting} queued messages: each is asked about in its conversation, and not sent by itself`,
    `${underway} of them were on their way to Meta: these are shown as unclear`,
    `${reactions} queued reactions: they are set again, which changes nothing where they were`,
    `sessions ended: ${sessions}; everybody logs in again`,
  ];
}
