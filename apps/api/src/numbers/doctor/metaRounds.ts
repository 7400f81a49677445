import { type BillingService, callsABilling } from '../billing/billing.service.js';
import { doctorNumbersAtOnce } from '../limits.js';
import type { PhoneNumberRecord } from '../phoneNumber.model.js';
import type { Deadline } from './deadline.js';
import {
  callsANumber,
  callsAWaba,
  createAskShared,
  type MetaDiagnoses,
  type MetaExamination,
} from './metaExamination.js';

export interface MetaRoundsDeps {
  examination: MetaExamination;
  billing: Pick<BillingService, 'ask'>;
  /** Takes calls to Meta about a WABA; false where its limit is nearly reached. */
  takeCalls: (wabaId: string, count: number) => boolean;
}

export interface MetaFindings {
  byId: ReadonlyMap<string, MetaDiagnoses>;
  costsMs: number;
}

/** Examines many numbers at Meta: a few at a time, and only those whose WABA has calls left. */
export class MetaRounds {
  readonly #deps: MetaRoundsDeps;

  constructor(deps: MetaRoundsDeps) {
    this.#deps = deps;
  }

  async examineAll(records: readonly PhoneNumberRecord[], deadline: Deadline): Promise<MetaFindings> {
    const shared = createAskShared();
    const askable = this.#takeAskable(records);
    const waiting = [...records];
    const byId = new Map<string, MetaDiagnoses>();
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const mayAsk = askable.has(next.wabaId);
        byId.set(next.phoneNumberId, await this.#deps.examination.examine(next, mayAsk, deadline, shared));
      }
    };
    const [costsMs] = await Promise.all([
      this.#askCosts(records, askable, deadline),
      ...Array.from({ length: Math.min(doctorNumbersAtOnce, records.length) }, work),
    ]);
    return { byId, costsMs };
  }

  #takeAskable(records: readonly PhoneNumberRecord[]): Set<string> {
    const counts = new Map<string, number>();
    for (const { wabaId } of records) {
      counts.set(wabaId, (counts.get(wabaId) ?? callsAWaba + callsABilling) + callsANumber);
    }
    return new Set([...counts].flatMap(([wabaId, count]) => (this.#deps.takeCalls(wabaId, count) ? [wabaId] : [])));
  }

  /** Asks what the replies of each WABA cost. The answers are kept, and read from there. @returns milliseconds. */
  async #askCosts(
    records: readonly PhoneNumberRecord[],
    askable: ReadonlySet<string>,
    deadline: Deadline,
  ): Promise<number> {
    const wabas = new Map(records.map(({ accountId, wabaId }) => [wabaId, { accountId, wabaId }]));
    const asked = [...wabas.values()].filter(({ wabaId }) => askable.has(wabaId));
    const { ms } = await deadline.within(() => Promise.all(asked.map((waba) => this.#deps.billing.ask(waba))), []);
    return ms;
  }
}
