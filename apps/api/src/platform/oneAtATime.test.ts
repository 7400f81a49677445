import { expect, it } from 'vitest';
import { oneAtATime } from './oneAtATime.js';

function controlled() {
  const begun: { key: string; end: (error?: Error) => void }[] = [];
  const run = oneAtATime(
    (key) =>
      new Promise<void>((resolve, reject) => {
        begun.push({ key, end: (error) => (error ? reject(error) : resolve()) });
      }),
  );
  return { run, begun };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('what is asked for while one runs is run once more, however often it is asked for', async () => {
  const { run, begun } = controlled();
  const first = run('a');
  await Promise.all([run('a'), run('a'), run('a')]);
  expect(begun).toHaveLength(1);
  begun[0]?.end();
  await settled();
  expect(begun).toHaveLength(2);
  begun[1]?.end();
  await first;
  expect(begun).toHaveLength(2);
});

it('keys do not wait for each other', async () => {
  const { run, begun } = controlled();
  const both = Promise.all([run('a'), run('b')]);
  expect(begun.map(({ key }) => key)).toEqual(['a', 'b']);
  for (const { end } of begun) end();
  await both;
});

it('a run that fails is told, and the next one is run', async () => {
  const { run, begun } = controlled();
  const first = run('a');
  begun[0]?.end(new Error('away'));
  await expect(first).rejects.toThrow('away');
  const second = run('a');
  begun[1]?.end();
  await second;
});

it('one that fails while another is asked for is followed by it', async () => {
  const { run, begun } = controlled();
  const first = run('a');
  void run('a');
  begun[0]?.end(new Error('away'));
  await settled();
  begun[1]?.end();
  await first;
  expect(begun).toHaveLength(2);
});
