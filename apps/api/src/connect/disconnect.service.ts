import type { DisconnectPreviewReply, ReceiptDto } from '@switchboard/contracts';
import type { AccountService } from '../accounts/account.service.js';
import type { NumberService, PhoneNumberRecord } from '../numbers/number.service.js';

import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { UnsubscribeOutcome, UnsubscribeService } from './unsubscribe.service.js';

export interface DisconnectDeps {
  accounts: AccountService;
  numbers: NumberService;
  unsubscribes: UnsubscribeService;
  clock: Clock;
  onChanged: (accountId: string) => void;
}

const unsubscribeWords: Record<UnsubscribeOutcome, string> = {
  done: 'Meta no longer delivers this WhatsApp account’s webhooks here.',
  kept: 'The webhooks stay on: another connected number uses them.',
  pending: 'Meta did not confirm that the webhooks are off. Switchboard keeps trying by itself.',
};

/** Taking numbers out. What is ours happens at once, whether Meta answers or not; what is Meta's is retried. */
export function createDisconnectService({ accounts, numbers, unsubscribes, clock, onChanged }: DisconnectDeps) {
  /** Which WABAs lose their last number: those whose webhooks are switched off. */
  async function plan(accountId: string, phoneNumberIds: readonly string[] | undefined) {
    const [all, leaving] = await Promise.all([numbers.active(accountId), numbers.active(accountId, phoneNumberIds)]);
    const leavingIds = new Set(leaving.map((record) => record.phoneNumberId));
    const wabaIds = [...new Set(leaving.map((record) => record.wabaId))];
    const wabas = await Promise.all(
      wabaIds.map(async (wabaId) => ({
        wabaId,
        wabaName: leaving.find((record) => record.wabaId === wabaId)?.wabaName,
        willUnsubscribe: !(await numbers.isWabaNeeded(wabaId, leaving)),
        staying: all.filter((record) => record.wabaId === wabaId && !leavingIds.has(record.phoneNumberId)),
      })),
    );
    const remaining = all.filter((record) => !leavingIds.has(record.phoneNumberId));
    return { leaving, wabas, remaining };
  }

  /** Stores what is to be done at Meta, while the token can still be opened. A token that cannot be is no reason to stay. */
  async function planUnsubscribe(record: PhoneNumberRecord): Promise<boolean> {
    try {
      const { accessToken } = await numbers.open(record);
      await unsubscribes.plan(record.accountId, record.wabaId, record.wabaName, accessToken);
      return true;
    } catch (error) {
      if (error instanceof AppError && (error.code === 'token_unreadable' || error.code === 'number_not_found'))
        return false;
      throw error;
    }
  }

  return {
    /** What a disconnect would do. @throws AppError `number_not_found`. */
    async preview(
      accountId: string,
      phoneNumberIds?: readonly string[],
    ): Promise<Omit<DisconnectPreviewReply, 'success'>> {
      const { leaving, wabas } = await plan(accountId, phoneNumberIds);
      return {
        numbers: leaving.map(({ phoneNumberId, displayPhone, displayName }) => ({
          phoneNumberId,
          displayPhone,
          displayName,
        })),
        wabas: wabas.map(({ wabaId, wabaName, willUnsubscribe, staying }) => ({
          wabaId,
          wabaName: wabaName ?? null,
          willUnsubscribe,
          staying: staying.map((record) => record.displayPhone),
        })),
      };
    },

    /** Does it, with a receipt for each step. Doing it twice is harmless. @throws AppError `number_not_found`. */
    async disconnect(accountId: string, phoneNumberIds?: readonly string[]): Promise<ReceiptDto[]> {
      const { leaving, wabas, remaining } = await plan(accountId, phoneNumberIds);
      const receipts: ReceiptDto[] = [];
      const receipt = (entry: Omit<ReceiptDto, 'at'>) => receipts.push({ ...entry, at: clock.now().toISOString() });

      const planned = new Set<string>();
      for (const waba of wabas.filter((entry) => entry.willUnsubscribe)) {
        const holder = leaving.find((record) => record.wabaId === waba.wabaId);
        if (holder && (await planUnsubscribe(holder))) planned.add(waba.wabaId);
      }

      for (const record of leaving) {
        const { phoneNumberId, wabaId, displayPhone } = record;
        const outcome = (await numbers.deactivate(record)) ? 'done' : 'already';
        const about = { phoneNumberId, wabaId, outcome } as const;
        receipt({ ...about, step: 'destroy_token', message: `The access token of ${displayPhone} is destroyed.` });
        receipt({ ...about, step: 'mark_inactive', message: `${displayPhone} is disconnected. Its chats are kept.` });
      }
      await accounts.setWaba(accountId, remaining[0]?.wabaId ?? null);

      await Promise.all(
        wabas.map(async ({ wabaId, willUnsubscribe }) => {
          const outcome = planned.has(wabaId) ? await unsubscribes.attempt(accountId, wabaId) : 'kept';
          const unreadable = willUnsubscribe && !planned.has(wabaId);
          const message = unreadable
            ? 'The stored login could not be opened, so the webhooks could not be switched off. Remove Switchboard in Meta’s Business settings.'
            : unsubscribeWords[outcome];
          receipt({ step: 'unsubscribe', phoneNumberId: null, wabaId, outcome, message });
        }),
      );
      onChanged(accountId);
      return receipts;
    },
  };
}
export type DisconnectService = ReturnType<typeof createDisconnectService>;
