import type { NumberRepository } from '../numbers/number.repository.js';
import type { DeletionRecord } from './deletion.model.js';
import { byAccount, type DeletionScope } from './deletionHandler.js';

/** One scope an account. */
export type FindScopes = (record: DeletionRecord) => Promise<DeletionScope[]>;

export const createFindScopes =
  (numbers: Pick<NumberRepository, 'hasOthersOn' | 'findSharedWithOthers'>): FindScopes =>
  ({ numbers: found = [], metaUserId = '' }) =>
    Promise.all(
      [...byAccount(found)].map(async ([accountId, list]) => {
        const phoneNumberIds = list.map((number) => number.phoneNumberId);
        const wabaIds: string[] = [];
        for (const wabaId of new Set(list.map((number) => number.wabaId))) {
          if (!(await numbers.hasOthersOn(accountId, wabaId, phoneNumberIds))) wabaIds.push(wabaId);
        }
        const shared = await numbers.findSharedWithOthers(accountId, phoneNumberIds, wabaIds);
        const sole = list.filter((number) => !shared.phoneNumberIds.has(number.phoneNumberId));
        return {
          accountId,
          metaUserId,
          phoneNumberIds,
          soleIds: sole.map((number) => number.phoneNumberId),
          wabaIds,
          soleWabaIds: wabaIds.filter((wabaId) => !shared.wabaIds.has(wabaId)),
          displayPhones: sole.map((number) => number.displayPhone),
          attemptIds: list.flatMap((number) => number.attemptId ?? []),
        };
      }),
    );
