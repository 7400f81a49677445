import { describe, expect, it } from 'vitest';
import { startProblems } from './startCheck';

const good = {
  API_INTERNAL_URL: 'https://api.internal',
  NEXT_PUBLIC_API_URL: 'https://api.switchboard.test',
  NEXT_PUBLIC_META_APP_ID: '300100',
};
const problemsOf = (changed: Record<string, string | undefined>) => startProblems({ ...good, ...changed });
const namesIn = (changed: Record<string, string | undefined>) =>
  problemsOf(changed).map((sentence) => sentence.split(' ', 1)[0]);

describe('in production, the web asks the API', () => {
  it.each([
    undefined,
    '',
    'http://localhost:4000',
    'http://127.0.0.1:4000',
    'http://[::1]:4000',
    'https://api.internal',
  ])('over TLS or on its own machine: %s', (address) => expect(problemsOf({ API_INTERNAL_URL: address })).toEqual([]));

  it.each(['http://api:4000', 'http://10.0.0.7:4000', 'http://localhost.evil.test', 'http://127.0.0.1.test'])(
    'and not over a network without TLS, unless the operator says so: %s',
    (address) => {
      const [problem, ...more] = problemsOf({ API_INTERNAL_URL: address });
      expect(problem).toMatch(/^API_INTERNAL_URL .*PLAINTEXT_ALLOWED=api$/);
      expect(more).toEqual([]);
      expect(namesIn({ API_INTERNAL_URL: address, PLAINTEXT_ALLOWED: 'mongodb' })).toEqual(['API_INTERNAL_URL']);
      expect(namesIn({ API_INTERNAL_URL: address, PLAINTEXT_ALLOWED: 'mongodb, api' })).toEqual([]);
    },
  );

  it('and not where certificates are not looked at', () => {
    const unchecked = ['NODE_TLS_REJECT', 'UNAUTHORIZED'].join('_');
    expect(namesIn({ [unchecked]: '0' })).toEqual([unchecked]);
  });
});

describe('in production, the web does not start', () => {
  it.each([
    ['API_INTERNAL_URL', 'api-7391'],
    ['API_INTERNAL_URL', 'ftp://api-7391.test'],
    ['NEXT_PUBLIC_API_URL', 'api-7391.test'],
    ['NEXT_PUBLIC_API_URL', 'http://api-7391.test'],
    ['NEXT_PUBLIC_META_APP_ID', 'app-7391'],
    ['PLAINTEXT_ALLOWED', 'everything-7391'],
    ['SANDBOX_PHONES_URL', 'https://sandbox-7391.test/phone'],
    ['SANDBOX_PHONES_URL', 'phone-7391'],
    ['WEB_ADDRESS_SECRET', 'short-7391'],
    ['WEB_PROXIES', 'loopback-7391'],
    ['WEB_PROXIES', '0'],
  ])('with %s as “%s”, which it names and does not repeat', (name, value) => {
    expect(namesIn({ [name]: value })).toEqual([name]);
    expect(problemsOf({ [name]: value }).join()).not.toContain('7391');
  });

  it('without the address at which browsers reach the API: their sockets would be forbidden', () => {
    for (const nothing of [undefined, '']) {
      expect(problemsOf({ NEXT_PUBLIC_API_URL: nothing })).toEqual(['NEXT_PUBLIC_API_URL is missing']);
    }
  });

  it('with a setting whose name is misspelled', () => {
    const problems = problemsOf({ API_INTERNAL_URL: undefined, API_INTERNAL_URI: 'https://api-7391.internal' });
    expect(problems).toEqual([expect.stringMatching(/^API_INTERNAL_URI is no setting: API_INTERNAL_URL is meant/)]);
  });

  it('and names everything that is wrong at once', () => {
    expect(
      namesIn({ API_INTERNAL_URL: 'http://api:4000', NEXT_PUBLIC_API_URL: 'http://api', NEXT_PUBLIC_META_APP_ID: 'x' }),
    ).toEqual(expect.arrayContaining(['NEXT_PUBLIC_API_URL', 'NEXT_PUBLIC_META_APP_ID']));
  });
});

it('starts in staging, with the sandbox elsewhere', () => {
  const staging = { SWITCHBOARD_STAGE: 'staging', SANDBOX_PHONES_URL: 'https://sandbox.test/__sandbox/phone' };
  expect(problemsOf(staging)).toEqual([]);
  expect(namesIn({ ...staging, SANDBOX_PHONES_URL: 'http://sandbox.test' })).toEqual(['SANDBOX_PHONES_URL']);
  expect(namesIn({ ...staging, SWITCHBOARD_STAGE: 'stage' })).toContain('SWITCHBOARD_STAGE');
});

it('starts on one machine, with the sandbox there', () => {
  expect(
    problemsOf({
      API_INTERNAL_URL: 'http://localhost:4000',
      NEXT_PUBLIC_API_URL: 'http://localhost:4000',
      SANDBOX_PHONES_URL: 'http://localhost:4800/__sandbox/phone',
    }),
  ).toEqual([]);
});
