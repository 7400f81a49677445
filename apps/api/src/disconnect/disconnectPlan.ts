import type { NumberRepository, PhoneNumberRecord } from '../numbers/number.repository.js';

/** What disconnecting some numbers of an account means for one of their WABAs. */
export interface WabaPlan {
  wabaId: string;
  wabaName: string | undefined;
  /** No number of any account is left on it: its webhooks are switched off. */
  willUnsubscribe: boolean;
  staying: PhoneNumberRecord[];
  /** The account's numbers, on whichever WABA, that would lose their access if the app were removed at Meta. */
  lost: PhoneNumberRecord[];
}

const sharesGrant = (one: PhoneNumberRecord, other: PhoneNumberRecord) =>
  (one.metaUserId !== undefined && one.metaUserId === other.metaUserId) ||
  (one.attemptId !== undefined && one.attemptId === other.attemptId);

export const listWabaIds = (records: readonly PhoneNumberRecord[]): string[] => [
  ...new Set(records.map(({ wabaId }) => wabaId)),
];

/** Pure. @param needed the WABAs that some number, of whichever account, still needs. */
export function planWabas(
  leaving: readonly PhoneNumberRecord[],
  active: readonly PhoneNumberRecord[],
  needed: ReadonlySet<string>,
): WabaPlan[] {
  const leavingIds = new Set(leaving.map(({ phoneNumberId }) => phoneNumberId));
  const remaining = active.filter(({ phoneNumberId }) => !leavingIds.has(phoneNumberId));
  return listWabaIds(leaving).map((wabaId) => {
    const here = leaving.filter((record) => record.wabaId === wabaId);
    return {
      wabaId,
      wabaName: here[0]?.wabaName,
      willUnsubscribe: !needed.has(wabaId),
      staying: remaining.filter((record) => record.wabaId === wabaId),
      lost: remaining.filter((record) => here.some((one) => sharesGrant(one, record))),
    };
  });
}

export async function readPlan(
  numbers: NumberRepository,
  accountId: string,
  leaving: readonly PhoneNumberRecord[],
): Promise<WabaPlan[]> {
  const active = await numbers.active(accountId);
  const needed = await Promise.all(
    listWabaIds(leaving).map(async (wabaId) => ((await numbers.isWabaNeeded(wabaId, leaving)) ? [wabaId] : [])),
  );
  return planWabas(leaving, active, new Set(needed.flat()));
}
