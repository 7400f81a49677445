import type { AssignHostedRequest, HostedSignupReply } from '@switchboard/contracts';
import type { AccountService } from '../../accounts/account.service.js';
import type { AuditService } from '../../accounts/audit.service.js';
import type { NumberRepository } from '../../numbers/number.repository.js';
import { AppError } from '../../platform/errors.js';
import type { Logger } from '../../platform/logger.js';
import type { HostedAccess } from './hostedAccess.js';
import type { ConnectHosted } from './hostedConnect.js';
import type { HostedSignups } from './hostedSignups.js';

export interface AssignHostedDeps {
  signups: HostedSignups;
  access: HostedAccess;
  connectHosted: ConnectHosted;
  accounts: Pick<AccountService, 'exists'>;
  audit: Pick<AuditService, 'record'>;
  numbers: NumberRepository;
  logger: Logger;
}

/**
 * Connects a sign-up to an account, as an attempt of that account. After a refusal of Meta's or the database's it waits on.
 *
 * @param request.confirmPhone one of its numbers, as the business says it: account names alone are free text.
 * @throws AppError `number_in_use` while another account has its numbers, or the problem of the attempt.
 */
export type AssignHosted = (
  wabaId: string,
  request: AssignHostedRequest,
) => Promise<Omit<HostedSignupReply, 'success'>>;

export function createAssignHosted(deps: AssignHostedDeps): AssignHosted {
  const { signups, access, connectHosted, accounts, audit, numbers, logger } = deps;

  /** Logs a refusal, also for the account that was named: its owners may ask who tried. */
  async function noteRefused(wabaId: string, accountId: string, error: unknown): Promise<void> {
    if (!(error instanceof AppError)) return;
    logger.warn({ wabaId, accountId, code: error.code }, 'assigning a hosted sign-up was refused');
    if (!(await accounts.exists(accountId))) return;
    // Without the WhatsApp account: it may well be somebody else's.
    const text = 'The operator tried to connect a sign-up on Meta’s hosted page to this account. It was refused.';
    await audit.record({ accountId, action: 'number.assign_refused', text });
  }

  async function assign(wabaId: string, { accountId, confirmPhone }: AssignHostedRequest) {
    const signup = await signups.find(wabaId);
    if (!(await accounts.exists(accountId))) throw new AppError('not_found', { message: 'There is no such account.' });
    const live = await numbers.findActiveOnWabas([wabaId]);
    if (live.some((number) => number.accountId !== accountId)) throw new AppError('number_in_use');
    if (signup.state === 'connected' && signup.accountId === accountId) {
      const shown = await signups.toDto(signup);
      if (shown.working) return { message: 'It is connected to this account already.', signup: shown };
    }
    const { businessId } = access.requireBusiness(signup);
    const claimId = await signups.claim(signup);
    try {
      await access.requirePhone(signup, confirmPhone);
      const { message } = await connectHosted(accountId, { wabaId, businessId });
      await signups.noteConnected(wabaId, claimId, accountId);
      return { message, signup: await signups.toDto(await signups.find(wabaId)) };
    } finally {
      await signups.release(wabaId, claimId);
    }
  }

  return async (wabaId, request) => {
    try {
      return await assign(wabaId, request);
    } catch (error) {
      await noteRefused(wabaId, request.accountId, error);
      throw error;
    }
  };
}
