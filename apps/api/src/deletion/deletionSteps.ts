import type { AuditService } from '../accounts/audit.service.js';
import type { WriteHistory } from '../disconnect/writeHistory.js';
import { type Clock, later } from '../platform/clock.js';
import type { Ended } from '../platform/durableJob.types.js';
import type { Lease } from '../platform/lease.js';
import type { RemoveAccess } from './accessRemoval.js';
import type { DeletionRecord } from './deletion.model.js';
import { byAccount, type DeletionHandler } from './deletionHandler.js';
import type { FindScopes } from './deletionScopes.js';
import { deletionSettlesMs } from './lifetimes.js';

const tokensStep = 'Access tokens';

export interface DeletionStepsDeps {
  removeAccess: RemoveAccess;
  findScopes: FindScopes;
  handlers: readonly DeletionHandler[];
  audit: AuditService;
  writeHistory: WriteHistory;
  clock: Clock;
}

type Tried = Ended<DeletionRecord, void>;

/** Each step can be run again, by whichever process takes over. */
export function createDeletionSteps({
  removeAccess,
  findScopes,
  handlers,
  audit,
  writeHistory,
  clock,
}: DeletionStepsDeps) {
  const writeDone = (lease: Lease<DeletionRecord>, what: string, count: number) =>
    lease.write({ $set: { 'steps.$.done': true }, $inc: { 'steps.$.count': count } }, { 'steps.what': what });

  /** First of all: from then on nothing comes in for the numbers, and nobody can use their access. */
  async function takeOut(record: DeletionRecord, lease: Lease<DeletionRecord>): Promise<Tried> {
    let count = 0;
    for (const number of record.numbers ?? []) count += await removeAccess(number, record);
    await writeDone(lease, tokensStep, count);
    return { kind: 'again', at: later(clock.now(), deletionSettlesMs), set: { state: 'deleting' }, result: undefined };
  }

  async function recordDone({ code, numbers = [] }: DeletionRecord): Promise<void> {
    for (const [accountId, list] of byAccount(numbers)) {
      const which = list.length === 1 ? 'one number' : `${list.length} numbers`;
      const text = `Everything about ${which} was deleted, as the person who connected them asked through Meta.`;
      await audit.record({ accountId, action: 'data.deleted', text, key: code });
      await writeHistory({ accountId, kind: 'deletion', by: 'Meta', title: 'Data deleted', text, key: code });
    }
  }

  async function erase(record: DeletionRecord, lease: Lease<DeletionRecord>): Promise<Tried> {
    const scopes = await findScopes(record);
    for (const handler of handlers) {
      if (record.steps.some((step) => step.what === handler.what && step.done)) continue;
      let count = 0;
      for (const scope of scopes) count += await handler.erase(scope);
      await writeDone(lease, handler.what, count);
      if (!(await lease.extend())) return { kind: 'again', result: undefined };
    }
    await recordDone(record);
    const update = { $set: { state: 'done', finishedAt: clock.now() }, $unset: { metaUserId: 1, numbers: 1 } };
    return { kind: 'done', update, result: undefined };
  }

  return {
    /** What a person sees at the start. @param done where there is nothing to delete */
    list: (done: boolean): DeletionRecord['steps'] =>
      [tokensStep, ...handlers.map((handler) => handler.what)].map((what) => ({ what, done, count: 0 })),

    run: (record: DeletionRecord, lease: Lease<DeletionRecord>): Promise<Tried> =>
      record.state === 'received' ? takeOut(record, lease) : erase(record, lease),
  };
}
export type DeletionSteps = ReturnType<typeof createDeletionSteps>;
