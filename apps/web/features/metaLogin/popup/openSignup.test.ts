import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FacebookSdk } from './facebookSdk';
import { openSignup } from './openSignup';

const meta = 'https://www.facebook.com';
const popup = { closed: false };

/** A page whose window was opened by Meta's script; `answer` is what the script says in the end. */
function open() {
  const page = Object.assign(new EventTarget(), { open: () => popup });
  vi.stubGlobal('window', page);
  let answer: (response: { authResponse?: { code: string } }) => void = () => undefined;
  const login = (callback: typeof answer) => {
    answer = callback;
    page.open();
  };
  const opened = openSignup({ login } as unknown as FacebookSdk, {}, null);
  const say = (origin: string, data: unknown, source: unknown = popup) =>
    page.dispatchEvent(Object.assign(new Event('message'), { origin, data, source }));
  const report = (event: string) => say(meta, { type: 'WA_EMBEDDED_SIGNUP', event, data: {} });
  return { opened, say, report, answer: (response: { authResponse?: { code: string } }) => answer(response) };
}
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('what the window ended with', () => {
  it('tells how many messages were ignored meanwhile, and why', async () => {
    const { opened, say, report, answer } = open();
    say('https://evil.test', '{}');
    say('https://evil.test', '{}');
    say(meta, '{}', { another: 'window' });
    say(meta, '{"type":');
    say(meta, 'x'.repeat(70_000));
    report('FINISH');
    answer({ authResponse: { code: 'a-code' } });
    expect(await opened?.end).toEqual({
      ...{ kind: 'code', code: 'a-code', signup: { event: 'FINISH' } },
      ignored: { origin: 2, window: 1, malformed: 1, too_large: 1 },
    });
  });

  it('says nothing of it where none was, and begins anew with each login', async () => {
    const before = open();
    before.say('https://evil.test', '{}');
    const { opened, report, answer } = open();
    report('CANCEL');
    answer({});
    expect(await opened?.end).toEqual({ kind: 'stopped', report: { reason: 'closed' } });
  });
});
