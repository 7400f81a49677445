import type { AttemptDto, AttemptFlow, StepDto, StepName } from '@switchboard/contracts';

type StepWords = { todo: string; doing: string; done: string };

export const stepWords: Record<StepName, StepWords> = {
  code: {
    todo: 'Exchange Meta’s login code',
    doing: 'Exchanging Meta’s login code',
    done: 'Login code exchanged',
  },
  token: { todo: 'Check the access', doing: 'Checking the access with Meta', done: 'Access checked with Meta' },
  business: { todo: 'Find your business', doing: 'Finding your business', done: 'Business found' },
  numbers: { todo: 'Find your numbers', doing: 'Finding your numbers', done: 'Numbers found' },
  webhooks: {
    todo: 'Subscribe to messages',
    doing: 'Subscribing to messages',
    done: 'Webhooks subscribed',
  },
  saved: { todo: 'Save the numbers', doing: 'Saving the numbers', done: 'Saved, token sealed' },
};

/** Meta's hosted page sends no code. */
const hostedCode: StepWords = {
  todo: 'Fetch the access',
  doing: 'Fetching the access from Meta',
  done: 'Access fetched from Meta',
};
const wordsFor = (name: StepName, flow?: AttemptFlow) =>
  flow === 'hosted' && name === 'code' ? hostedCode : stepWords[name];

export function stepTitle({ name, state }: StepDto, flow?: AttemptFlow): string {
  const words = wordsFor(name, flow);
  if (state === 'done') return words.done;
  return state === 'running' ? words.doing : words.todo;
}

export const firstSteps: StepDto[] = (['code', 'token', 'business', 'numbers', 'webhooks', 'saved'] as const).map(
  (name, index) => ({ name, state: index === 0 ? 'running' : 'waiting', at: null, problem: null }),
);

/** One sentence for screen readers, renewed with every step. */
export function progressSentence(steps: AttemptDto['steps'], flow?: AttemptFlow): string {
  const done = steps.filter((step) => step.state === 'done' || step.state === 'skipped').length;
  const failed = steps.find((step) => step.state === 'failed');
  if (failed) return `${wordsFor(failed.name, flow).todo}: this did not work.`;
  const running = steps.find((step) => step.state === 'running');
  if (running) {
    return `Step ${Math.min(done + 1, steps.length)} of ${steps.length}: ${wordsFor(running.name, flow).doing}.`;
  }
  return done === steps.length ? 'Every step of the login is done.' : `${done} of ${steps.length} steps are done.`;
}
