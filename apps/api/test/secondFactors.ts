import { Secret, TOTP } from 'otpauth';
import type { Response } from 'supertest';
import { expect } from 'vitest';
import { seconds } from '../src/platform/clock.js';
import { Authenticator } from './authenticator.js';
import type { Client } from './client.js';
import type { TestApi } from './harness.js';

/** The code that an authenticator app shows at a time. */
export const codeAt = (secret: string, at: Date): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at.getTime() });

/** What people hold beside a password. Codes belong to half a minute: the clock of the API stands still. */
export function openSecondFactors(api: () => TestApi) {
  /** The code that an app shows so many milliseconds from now. */
  const makeCode = (secret: string, aheadMs = 0) => codeAt(secret, new Date(api().clock.now().getTime() + aheadMs));

  return {
    makeCode,
    totp: (secret: string, aheadMs = 0) => ({ kind: 'totp', code: makeCode(secret, aheadMs) }),

    async setUpTotp(client: Client): Promise<{ secret: string; recoveryCodes: string[] }> {
      const { secret } = (await client.post('/api/auth/second-factor/totp')).body;
      const response = await client.post('/api/auth/second-factor/totp/confirm', { code: makeCode(secret) });
      expect(response.status).toBe(200);
      // The code that confirmed it is used up.
      api().clock.advance(seconds(30));
      return { secret, recoveryCodes: response.body.recoveryCodes };
    },

    async setUpPasskey(client: Client, authenticator = new Authenticator()): Promise<Authenticator> {
      const { options } = (await client.post('/api/auth/second-factor/passkeys/options')).body;
      const passkey = authenticator.register(options);
      const response = await client.post('/api/auth/second-factor/passkeys', { name: 'Phone', passkey });
      expect(response.status).toBe(201);
      return authenticator;
    },

    /** A new browser whose password was right. */
    async halfWay(email: string): Promise<{ browser: Client; challenge: string; response: Response }> {
      const browser = api().client();
      const response = await browser.logIn(email);
      return { browser, challenge: response.body.challenge, response };
    },
  };
}
