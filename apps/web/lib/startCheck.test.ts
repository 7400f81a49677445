import { describe, expect, it } from 'vitest';
import { transportProblem } from './startCheck';

const problemOf = (API_INTERNAL_URL?: string, PLAINTEXT_ALLOWED?: string) =>
  transportProblem({ API_INTERNAL_URL, PLAINTEXT_ALLOWED });

describe('in production, the web asks the API', () => {
  it.each([undefined, 'http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000', 'https://api.internal'])(
    'over TLS or on its own machine: %s',
    (address) => expect(problemOf(address)).toBeNull(),
  );

  it.each(['http://api:4000', 'http://10.0.0.7:4000', 'http://localhost.evil.test', 'http://127.0.0.1.test'])(
    'and not over a network without TLS, unless the operator says so: %s',
    (address) => {
      expect(problemOf(address)).toMatch(/^API_INTERNAL_URL .*PLAINTEXT_ALLOWED=api$/);
      expect(problemOf(address, 'mongodb')).toMatch(/^API_INTERNAL_URL/);
      expect(problemOf(address, 'mongodb, api')).toBeNull();
    },
  );

  it('and not where nobody knows what is allowed, or certificates are not looked at', () => {
    expect(problemOf(undefined, 'everything')).toMatch(/^PLAINTEXT_ALLOWED /);
    expect(problemOf('api')).toMatch(/^API_INTERNAL_URL /);
    const unchecked = ['NODE_TLS_REJECT', 'UNAUTHORIZED'].join('_');
    expect(transportProblem({ [unchecked]: '0' })).toMatch(/certificates/);
  });
});
