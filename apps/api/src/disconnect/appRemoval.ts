import type { GraphClient, GraphFailure, GraphResult } from '@switchboard/graph';
import type { ConnectionState } from '../numbers/connectionState.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { NumberEvidence } from '../numbers/numberEvidence.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { isClearAnswer } from '../platform/graphProblem.js';
import type { PendingUnsubscribeRecord } from './pendingUnsubscribe.model.js';

/** `refused`: Meta does not remove an app from this kind of access. */
export type RevokeOutcome = 'done' | 'kept' | 'pending' | 'refused';

export interface AppRemovalDeps {
  graph: Pick<GraphClient, 'revokeGrant'>;
  numbers: NumberRepository;
  connections: Pick<ConnectionState, 'dropUndo'>;
  evidence: Pick<NumberEvidence, 'recordEvidence'>;
  events: DomainEvents;
  clock: Clock;
}

/** Whether Meta did it, or no longer accepts the token: such a token can do nothing, and nothing is delivered for it. */
export const isAccessOver = (answer: GraphResult<void>): boolean =>
  answer.ok || (isClearAnswer(answer.failure) && answer.failure.kind === 'token_invalid');

export function createAppRemoval({ graph, numbers, connections, evidence, events, clock }: AppRemovalDeps) {
  /** Removing the app ends every grant of the person, also those of other accounts and of later logins. */
  async function isGrantNeeded({ accountId, revoke }: PendingUnsubscribeRecord): Promise<boolean> {
    if (!revoke?.metaUserId) return false;
    const living = await numbers.findActiveGrantedBy(revoke.metaUserId);
    return living.some((number) => number.accountId !== accountId || number.connectedAt > revoke.askedAt);
  }

  async function markLost({ accountId, revoke }: PendingUnsubscribeRecord, at: Date): Promise<void> {
    if (!revoke?.metaUserId) return;
    // Tokens that are kept for undoing came with the grant, and end with it.
    for (const id of await connections.dropUndo({ metaUserId: revoke.metaUserId }, at))
      events.emit('numbers.changed', { accountId: id });
    for (const record of await numbers.findActiveGrantedBy(revoke.metaUserId)) {
      if (record.accountId !== accountId) continue;
      const expiresAt = record.token?.expiresAt ?? null;
      const token = { valid: false, at, expiresAt, problem: { code: 'token_invalid' as const, event: 'REVOKED_HERE' } };
      await evidence.recordEvidence(record, at, { token }, false);
    }
  }

  return {
    /** @returns the outcome, and beside `pending` why Meta did not do it. */
    async remove(
      row: PendingUnsubscribeRecord,
      accessToken: string,
    ): Promise<{ outcome: RevokeOutcome; failure: GraphFailure | null }> {
      if (await isGrantNeeded(row)) return { outcome: 'kept', failure: null };
      const at = clock.now();
      const answer = await graph.revokeGrant(accessToken);
      if (!answer.ok && !isAccessOver(answer)) {
        return isClearAnswer(answer.failure)
          ? { outcome: 'refused', failure: null }
          : { outcome: 'pending', failure: answer.failure };
      }
      await markLost(row, at);
      return { outcome: 'done', failure: null };
    },
  };
}
export type AppRemoval = ReturnType<typeof createAppRemoval>;
