import type { HostedLookReply, HostedSignupReply, HostedSignupsReply } from '@switchboard/contracts';
import type { AccountUpdate } from '@switchboard/graph';
import type { AccountService } from '../../accounts/account.service.js';
import type { LiveAccounts } from '../../numbers/liveAccounts.js';
import { AppError } from '../../platform/errors.js';
import type { Logger } from '../../platform/logger.js';
import type { AttemptArchive } from '../attemptArchive.js';
import type { HostedAccess } from './hostedAccess.js';
import type { AssignHosted } from './hostedAssignment.js';
import { readHostedEvent } from './hostedEvent.js';
import type { HostedSignups } from './hostedSignups.js';

export interface HostedDeps {
  signups: HostedSignups;
  access: HostedAccess;
  archive: Pick<AttemptArchive, 'accountsNaming'>;
  accounts: Pick<AccountService, 'getNames'>;
  liveAccounts: Pick<LiveAccounts, 'find'>;
  assign: AssignHosted;
  logger: Logger;
}

type KnownBy = HostedLookReply['knownBy'];

/**
 * Sign-ups on Meta's hosted page: Meta's webhook says that a WhatsApp account was shared with us, and not with whom here
 * (meta-platform 1.4). So the operator says it.
 */
export function createHostedService(deps: HostedDeps) {
  const { signups, access, archive, accounts, liveAccounts, assign, logger } = deps;

  /** The accounts here that know a WhatsApp account and its numbers, the closest first. */
  async function findKnownBy(wabaId: string, phoneNumberIds: readonly string[]): Promise<KnownBy> {
    const [holders, naming] = await Promise.all([liveAccounts.find(phoneNumberIds), archive.accountsNaming(wabaId)]);
    const held = [...holders.values()];
    const known = new Map<string, KnownBy[number]['how']>();
    const add = (how: KnownBy[number]['how'], accountIds: readonly string[]) => {
      for (const accountId of accountIds) if (!known.has(accountId)) known.set(accountId, how);
    };
    add(
      'holds',
      held.filter(({ isActive }) => isActive).map(({ accountId }) => accountId),
    );
    add(
      'held',
      held.map(({ accountId }) => accountId),
    );
    add('named', naming);
    const names = await accounts.getNames([...known.keys()]);
    return [...known].map(([accountId, how]) => ({ accountId, name: names.get(accountId) ?? accountId, how }));
  }

  return {
    assign,
    erase: signups.erase,

    /** @returns false always: the event is about nobody's number, so it waits in quarantine for whoever connects it. */
    async onAccountUpdate(update: AccountUpdate, receivedAt: Date): Promise<boolean> {
      const event = readHostedEvent(update);
      if (!event) return false;
      // Meta's own time, unchanged: only so an event has one time whenever it is sent.
      const at = update.at ?? receivedAt;
      if (event.kind === 'shared') await signups.noteShared(update.wabaId, event.businessId, at);
      else await signups.noteGone(update.wabaId, at);
      return false;
    },

    async list(): Promise<Omit<HostedSignupsReply, 'success'>> {
      const { shown, moreWaiting } = await signups.list();
      return { canFinish: access.canFinish, signups: await signups.toDtos(shown), moreWaiting };
    },

    /** What Meta says it is. Nothing is kept. @throws AppError `not_found`, or what Meta answered. */
    async look(wabaId: string): Promise<Omit<HostedLookReply, 'success'>> {
      const { waba, numbers: found } = await access.read(await signups.find(wabaId));
      const ids = found.map(({ phoneNumberId }) => phoneNumberId);
      return {
        wabaName: waba.wabaName ?? null,
        businessName: waba.businessName ?? null,
        numbers: found.map(({ phoneNumberId, displayPhone, displayName }) => {
          return { phoneNumberId, displayPhone, displayName };
        }),
        knownBy: await findKnownBy(wabaId, ids),
      };
    },

    /** Nothing is wanted of it: it waits no longer, until the business signs up once more. */
    async dismiss(wabaId: string): Promise<Omit<HostedSignupReply, 'success'>> {
      const dismissed = await signups.dismiss(wabaId);
      const signup = await signups.find(wabaId);
      if (dismissed.modifiedCount > 0) logger.info({ wabaId }, 'the operator dismissed a hosted sign-up');
      if (dismissed.matchedCount === 0 && signup.state === 'waiting') throw new AppError('hosted_signup_busy');
      return { message: 'It is not shown as waiting any more.', signup: await signups.toDto(signup) };
    },
  };
}
export type HostedService = ReturnType<typeof createHostedService>;
