import type { Page } from '@playwright/test';
import { MongoClient } from 'mongodb';
import { Secret, TOTP } from 'otpauth';
import type { TestStack } from './stack';

const stepMs = 30_000;

/** The code that an app shows, so many steps from now. Each is taken once: the next one is let in as well. */
export const appCode = (key: string, stepsAhead = 0): string =>
  new TOTP({ secret: Secret.fromBase32(key.replace(/\s/g, '')) }).generate({
    timestamp: Date.now() + stepsAhead * stepMs,
  });

/** Gives the page's browser a device with a finger print reader, on which passkeys can be kept. */
export async function giveAuthenticator(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** As if everybody had signed in an hour ago: what needs a fresh proof asks for it. */
export async function forgetProofs(stack: TestStack): Promise<void> {
  const database = await MongoClient.connect(stack.mongodbUri);
  try {
    const provedAt = new Date(Date.now() - 60 * 60_000);
    await database.db().collection('sessions').updateMany({}, { $set: { provedAt } });
  } finally {
    await database.close();
  }
}
