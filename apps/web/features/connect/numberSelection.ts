import type { AttemptChoice } from '@switchboard/contracts';

type ChoiceNumber = AttemptChoice['wabas'][number]['numbers'][number];

/** A number that another account holds cannot be taken. */
export const canTake = (number: ChoiceNumber): boolean => number.held !== 'elsewhere';

export function preselected(choice: AttemptChoice): Set<string> {
  const numbers = choice.wabas.flatMap((waba) => waba.numbers);
  return new Set(numbers.filter((number) => number.preselected && canTake(number)).map((n) => n.phoneNumberId));
}

export function takeable(choice: AttemptChoice): string[] {
  return choice.wabas
    .flatMap((waba) => waba.numbers)
    .filter(canTake)
    .map((number) => number.phoneNumberId);
}

/** "47 minutes left"; to the second in the last minutes. */
export function timeLeft(until: string, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - nowMs) / 1_000));
  if (seconds === 0) return 'No time left';
  if (seconds < 60) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'} left`;
  const minutes = Math.ceil(seconds / 60);
  return `${minutes} minutes left`.replace(/^1 minutes/, '1 minute');
}
