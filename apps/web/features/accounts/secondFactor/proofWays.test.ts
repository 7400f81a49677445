import { describe, expect, it } from 'vitest';
import { listProofWays } from './proofWays';

const none = { hasPasskey: false, hasApp: false, knowsPassword: false };

describe('a fresh proof', () => {
  it('with neither app nor passkey is the password', () => {
    expect(listProofWays(none)).toEqual({
      ...{ password: 'needed', asksCode: false, confirmsBy: 'password', offersPasskey: false },
    });
  });

  it.each([false, true])(
    'with a passkey and no app has one button, the password typed before or not',
    (knowsPassword) => {
      expect(listProofWays({ hasPasskey: true, hasApp: false, knowsPassword })).toEqual({
        ...{
          password: knowsPassword ? 'known' : 'optional',
          asksCode: false,
          confirmsBy: 'passkey',
          offersPasskey: false,
        },
      });
    },
  );

  it('with both is password and code, or the passkey alone', () => {
    expect(listProofWays({ ...none, hasPasskey: true, hasApp: true })).toEqual({
      ...{ password: 'needed', asksCode: true, confirmsBy: 'password', offersPasskey: true },
    });
  });
});
