import {
  describeFound,
  fillIn,
  type ReadinessCheck,
  type ReadinessFinding,
  type ReadinessFound,
  type ReadinessValues,
  readinessTopics,
} from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import { type Diagnosis, describeCause } from '../../numbers/doctor/finding.js';
import type { ReadinessTickRecord } from './readinessTick.model.js';

/** What a check found: a row of the words, or what the doctor of numbers says of the same thing. */
export type Judged =
  | { found: ReadinessFound; values?: ReadinessValues }
  | { said: Pick<Diagnosis, 'verdict' | 'result' | 'cause' | 'next'> };

export const found = (row: ReadinessFound, values: ReadinessValues = {}): Judged => ({ found: row, values });
export const notSaid = (failure: GraphFailure): Judged => found('not_said', { why: describeCause(failure) });

/** What a person looks at where nobody else can, and with which values it is described. */
export interface Looked {
  /** A tick is about this, and ends with it. */
  about: string;
  values: ReadinessValues;
}

type Tick = Pick<ReadinessTickRecord, 'about' | 'by' | 'at'>;

/**
 * What is shown of a check. A tick stands in only for what nobody else can say; what Meta or a trial says clearly counts
 * more.
 */
export function toFinding(
  check: ReadinessCheck,
  judged: Judged,
  { about, values }: Looked,
  { appId, tick }: { appId: string; tick: Tick | undefined },
): ReadinessFinding {
  const { title, page, look } = readinessTopics[check];
  const shown = { check, title, page: { name: page.name, url: fillIn(page.url, { app: appId }) } };
  if ('said' in judged) {
    const { verdict, result, cause: reason, next } = judged.said;
    return { ...shown, verdict, result, reason, next, mayBeTicked: false, tick: null };
  }
  const described = describeFound(judged.found, { ...values, ...judged.values });
  const mayBeTicked = look !== null && described.verdict === 'unknown';
  if (!mayBeTicked) return { ...shown, ...described, mayBeTicked, tick: null };
  const looksFor = fillIn(look, values);
  if (tick?.about !== about) return { ...shown, ...described, next: looksFor, mayBeTicked, tick: null };
  const looked = describeFound('person_looked', { by: tick.by });
  return {
    ...{ ...shown, ...looked, reason: looksFor, mayBeTicked },
    tick: { by: tick.by, at: tick.at.toISOString() },
  };
}
