import type { AttemptChoice, ErrorCode } from '@switchboard/contracts';
import type { NumberRepository } from '../numbers/number.repository.js';
import { type Clock, later } from '../platform/clock.js';
import { toProblem } from '../platform/graphProblem.js';
import type { AttemptRecord, KeptChoice } from './attempt.model.js';
import { choiceLifeMs } from './lifetimes.js';
import type { ReadWaba } from './wabaReader.js';

type Wabas = AttemptChoice['wabas'];

export interface Holding {
  here: ReadonlySet<string>;
  elsewhere: ReadonlySet<string>;
  /** Support staff may take only these; null where everything may be taken. */
  onlyKnown: ReadonlySet<string> | null;
  named: string | undefined;
}

export function toAttemptChoice(wabas: readonly ReadWaba[], { here, elsewhere, onlyKnown, named }: Holding): Wabas {
  return wabas.map(({ wabaId, waba, numbers }) => {
    const failure = waba.ok ? (numbers.ok ? null : numbers.failure) : waba.failure;
    return {
      wabaId,
      wabaName: waba.ok ? (waba.value.wabaName ?? null) : null,
      numbers: (numbers.ok ? numbers.value : []).map(({ phoneNumberId, displayPhone, displayName }) => {
        const held = elsewhere.has(phoneNumberId) ? 'elsewhere' : here.has(phoneNumberId) ? 'here' : 'free';
        const mayBeTaken = held !== 'elsewhere' && (!onlyKnown || onlyKnown.has(phoneNumberId));
        const preselected = mayBeTaken && (held === 'free' || phoneNumberId === named);
        return { phoneNumberId, displayPhone, displayName, held, preselected };
      }),
      problem: failure ? toProblem(failure) : null,
    };
  });
}

/** Whether there is anything to ask: more than one number that is not live here, and one of them can be taken. Pure. */
export function isWorthAsking(wabas: Wabas): boolean {
  const others = wabas.flatMap(({ numbers }) => numbers).filter(({ held }) => held !== 'here');
  return others.length > 1 && others.some(({ preselected }) => preselected);
}

/** @returns null when there is nothing to choose: everything is taken then. */
export async function offerChoice(
  { numbers, clock }: { numbers: NumberRepository; clock: Clock },
  attempt: Pick<AttemptRecord, 'accountId' | 'knownNumbersOnly' | 'signup'>,
  wabas: readonly ReadWaba[],
): Promise<KeptChoice | null> {
  const { accountId } = attempt;
  const ids = wabas
    .flatMap((read) => (read.numbers.ok ? read.numbers.value : []))
    .map((number) => number.phoneNumberId);
  const [elsewhere, active, known] = await Promise.all([
    numbers.findHeldElsewhere(accountId, ids),
    numbers.active(accountId),
    numbers.findKnownIds(accountId),
  ]);
  const choice = toAttemptChoice(wabas, {
    here: new Set(active.map(({ phoneNumberId }) => phoneNumberId)),
    elsewhere,
    onlyKnown: attempt.knownNumbersOnly ? known : null,
    named: attempt.signup?.phone_number_id,
  });
  return isWorthAsking(choice) ? { until: later(clock.now(), choiceLifeMs), wabas: choice } : null;
}

/** Why these numbers cannot be what was chosen; null when they can. Pure. */
export function refusedChoice(
  { wabas }: Pick<AttemptChoice, 'wabas'>,
  chosen: readonly string[],
  onlyKnown: ReadonlySet<string> | null,
): ErrorCode | null {
  const offered = new Map(wabas.flatMap(({ numbers }) => numbers.map((number) => [number.phoneNumberId, number])));
  for (const id of chosen) {
    const number = offered.get(id);
    if (!number) return 'not_choosing';
    if (number.held === 'elsewhere') return 'number_in_use';
    if (onlyKnown && !onlyKnown.has(id)) return 'number_not_known';
  }
  return null;
}
