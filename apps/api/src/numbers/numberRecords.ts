import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { ConnectionState } from './connectionState.js';
import { LiveAccountCache } from './liveAccountCache.js';
import { LiveAccounts } from './liveAccounts.js';
import { NumberRepository } from './number.repository.js';
import { type CountFreeReplies, NumberService } from './number.service.js';
import { NumberEvidence } from './numberEvidence.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';
import { SealedTokens } from './sealedTokens.js';
import type { TokenVault } from './tokenVault.js';

export interface NumberRecordsDeps {
  numbers: Model<PhoneNumberRecord>;
  vault: TokenVault;
  countFreeReplies?: CountFreeReplies;
  clock: Clock;
  events: DomainEvents;
}

/** Wires what is kept of each number. It is made before those who listen to numbers, and before what asks Meta. */
export function createNumberRecords({ numbers, vault, countFreeReplies, clock, events }: NumberRecordsDeps) {
  const cache = new LiveAccountCache(clock);
  return {
    repository: new NumberRepository(numbers, vault),
    connections: new ConnectionState({ numbers, vault, liveAccounts: cache, clock }),
    evidence: new NumberEvidence({ numbers, vault, events }),
    liveAccounts: new LiveAccounts(numbers, cache),
    sealedTokens: new SealedTokens(numbers, vault),
    service: new NumberService({ numbers, clock, ...(countFreeReplies ? { countFreeReplies } : {}) }),
  };
}
export type NumberRecords = ReturnType<typeof createNumberRecords>;
