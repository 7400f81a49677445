import type { DisconnectPreviewReply, DisconnectReply, DisconnectWay } from '@switchboard/contracts';
import type { AccountService } from '../accounts/account.service.js';
import { may, toRefusal } from '../accounts/policy.js';
import type { Principal } from '../accounts/session.service.js';
import type { ConversationService } from '../inbox/conversation.service.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { DeactivationService } from './deactivation.service.js';
import type { Requester } from './disconnectLog.js';
import { readPlan } from './disconnectPlan.js';
import type { PauseService } from './pause.service.js';

export interface DisconnectDeps {
  accounts: Pick<AccountService, 'getPermissions'>;
  numbers: NumberRepository;
  conversations: Pick<ConversationService, 'openChats' | 'peopleWriting'>;
  pauses: Pick<PauseService, 'pause'>;
  deactivations: DeactivationService;
  events: DomainEvents;
}

/** Says what disconnecting would do, and does it in the way that was chosen. */
export function createDisconnectService(deps: DisconnectDeps) {
  const { accounts, numbers, conversations, pauses, deactivations, events } = deps;

  async function mayRevoke(principal: Principal): Promise<boolean> {
    return may(principal, 'number.revoke', await accounts.getPermissions(principal.accountId));
  }

  return {
    async preview(
      principal: Principal,
      phoneNumberIds?: readonly string[],
    ): Promise<Omit<DisconnectPreviewReply, 'success'>> {
      const { accountId } = principal;
      const leaving = await numbers.active(accountId, phoneNumberIds);
      const ids = leaving.map((record) => record.phoneNumberId);
      const [wabas, openChats, peopleWriting, revocable] = await Promise.all([
        readPlan(numbers, accountId, leaving),
        conversations.openChats(accountId, ids),
        conversations.peopleWriting(accountId, ids),
        mayRevoke(principal),
      ]);
      return {
        numbers: leaving.map(({ phoneNumberId, displayPhone, displayName }) => ({
          phoneNumberId,
          displayPhone,
          displayName,
        })),
        wabas: wabas.map(({ wabaId, wabaName, willUnsubscribe, staying, lost }) => ({
          wabaId,
          wabaName: wabaName ?? null,
          willUnsubscribe,
          staying: staying.map((record) => record.displayPhone),
          lostByRevoking: lost.map((record) => record.displayPhone),
        })),
        openChats,
        peopleWriting,
        mayRevoke: revocable,
      };
    },

    /** @returns a receipt for each step. @throws AppError `number_not_found`, `revoke_not_allowed`. */
    async disconnect(
      by: Requester,
      way: DisconnectWay,
      phoneNumberIds?: readonly string[],
    ): Promise<Omit<DisconnectReply, 'success'>> {
      if (way === 'revoke' && !(await mayRevoke(by))) throw toRefusal('number.revoke');
      try {
        if (way === 'pause') return { receipts: await pauses.pause(by, phoneNumberIds), undoUntil: null };
        return await deactivations.deactivate(by, way, phoneNumberIds);
      } finally {
        // Also after a failure: what was done before it is done.
        events.emit('numbers.changed', { accountId: by.accountId });
      }
    },
  };
}
export type DisconnectService = ReturnType<typeof createDisconnectService>;
