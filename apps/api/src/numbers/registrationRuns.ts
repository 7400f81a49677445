import type { Fix, NumberDto } from '@switchboard/contracts';
import type { Principal } from '../accounts/session.service.js';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AskAfterFix } from './afterFix.js';
import type { FixClaims } from './fixClaims.js';
import type { FixReports } from './fixReports.js';
import { isOnBizApp, type NumberRepository, type OpenedNumber, type PhoneNumberRecord } from './number.repository.js';
import type { NumberService } from './number.service.js';

export interface RegistrationRunsDeps {
  numbers: Pick<NumberRepository, 'active' | 'open'>;
  service: Pick<NumberService, 'get'>;
  fixes: FixClaims;
  reports: FixReports;
  rateLimits: RateLimits;
  askAfterFix: AskAfterFix;
  clock: Clock;
}

/** Who asks, and from where. `userId` is absent where no person did. */
export interface Asking {
  accountId: string;
  role: Principal['role'];
  userId?: string;
  address?: string;
}

export interface RegistrationRun {
  asking: Asking;
  phoneNumberId: string;
  fix: Fix;
}

/** Everything about a number's registration runs here: one at a time for a number, anywhere, and reported when it ends. */
export class RegistrationRuns {
  readonly #deps: RegistrationRunsDeps;
  readonly #perAccount: ReturnType<RateLimits>;

  constructor(deps: RegistrationRunsDeps) {
    this.#deps = deps;
    this.#perAccount = deps.rateLimits('register-account', { points: 40, durationSeconds: 10 * 60 });
  }

  /** An active number that is registered here and not on a phone. @throws AppError `number_not_found`, `coexistence_number`. */
  async requireRegistrable(accountId: string, phoneNumberId: string): Promise<PhoneNumberRecord> {
    const [record] = await this.#deps.numbers.active(accountId, [phoneNumberId]);
    if (!record) throw new AppError('number_not_found');
    if (isOnBizApp(record)) throw new AppError('coexistence_number');
    return record;
  }

  /**
   * Runs the work with the number's token open.
   *
   * @returns the number as it is afterwards.
   * @throws AppError `fix_under_way`, and what the work throws.
   */
  async run(run: RegistrationRun, work: (opened: OpenedNumber) => Promise<void>): Promise<NumberDto> {
    const { numbers, service, fixes, askAfterFix, clock } = this.#deps;
    const { asking, phoneNumberId } = run;
    const { accountId } = asking;
    const record = await this.requireRegistrable(accountId, phoneNumberId);
    await this.#perAccount.take(accountId);
    const startedAt = clock.now();
    await fixes.once(`register ${accountId} ${phoneNumberId}`, async () => {
      try {
        await work(await numbers.open(record));
      } catch (error) {
        if (error instanceof AppError) this.#report(run, startedAt, error);
        throw error;
      }
      this.#report(run, startedAt, null);
      await askAfterFix(accountId, [phoneNumberId]);
    });
    return service.get(accountId, phoneNumberId);
  }

  #report({ asking, phoneNumberId, fix }: RegistrationRun, startedAt: Date, error: AppError | null): void {
    const { fbtraceId } = error?.details ?? {};
    this.#deps.reports.emitFinished(asking, {
      fix,
      phoneNumberIds: [phoneNumberId],
      code: error?.code ?? null,
      startedAt,
      fbtraceId: typeof fbtraceId === 'string' ? fbtraceId : undefined,
    });
  }
}
