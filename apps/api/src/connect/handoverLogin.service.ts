import type {
  AttemptDto,
  CancelConnectRequest,
  FinishConnectReply,
  FinishConnectRequest,
} from '@switchboard/contracts';
import { AppError } from '../platform/errors.js';
import { hashSecret, sameText } from '../platform/ids.js';
import type { AttemptRecord, AttemptRepository } from './attempt.repository.js';
import type { AttemptRuns } from './attemptRuns.js';
import type { CallbackService } from './callback.service.js';
import { type HandoverAccounts, requireUsable, type Visitor } from './handoverVisit.js';
import type { NumberSelectionService } from './numberSelection.service.js';

export interface HandoverLoginDeps {
  attempts: Pick<AttemptRepository, 'findByState' | 'findByBrowser'>;
  runs: Pick<AttemptRuns, 'show'>;
  callbacks: CallbackService;
  selections: NumberSelectionService;
  accounts: HandoverAccounts;
}

/** The login of a link, for the one browser that began it. */
export function createHandoverLoginService({ attempts, runs, callbacks, selections, accounts }: HandoverLoginDeps) {
  /** @throws AppError `handover_other_browser` for a browser that did not begin this login. */
  async function findByState(state: string, visitor: Visitor): Promise<AttemptRecord> {
    const attempt = await attempts.findByState(state);
    if (!attempt.handoverId || !attempt.browserHash) throw new AppError('state_not_yours');
    const isItsBrowser = visitor.browser !== null && sameText(hashSecret(visitor.browser), attempt.browserHash);
    if (!isItsBrowser) throw new AppError('handover_other_browser');
    await requireUsable(accounts, attempt, visitor);
    return attempt;
  }

  async function findByBrowser(visitor: Visitor): Promise<AttemptRecord> {
    const attempt = visitor.browser === null ? null : await attempts.findByBrowser(hashSecret(visitor.browser));
    if (!attempt?.handoverId) throw new AppError('handover_other_browser');
    await requireUsable(accounts, attempt, visitor);
    return attempt;
  }

  return {
    async finish(input: FinishConnectRequest, visitor: Visitor): Promise<Omit<FinishConnectReply, 'success'>> {
      return callbacks.finishFound(await findByState(input.state, visitor), input);
    },
    async cancel(input: CancelConnectRequest, visitor: Visitor): Promise<AttemptDto> {
      return callbacks.cancelFound(await findByState(input.state, visitor), input);
    },
    async choose(phoneNumberIds: readonly string[], visitor: Visitor): Promise<AttemptDto> {
      return selections.chooseFound(await findByBrowser(visitor), phoneNumberIds, false);
    },
    async get(visitor: Visitor): Promise<AttemptDto> {
      return runs.show(await findByBrowser(visitor));
    },
  };
}
export type HandoverLoginService = ReturnType<typeof createHandoverLoginService>;
