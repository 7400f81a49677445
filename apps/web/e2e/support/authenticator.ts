import { expect, type Locator, type Page } from '@playwright/test';
import { MongoClient } from 'mongodb';
import { Secret, TOTP } from 'otpauth';
import type { TestStack } from './stack';

/** The code that an app shows now. */
export const appCode = (key: string): string =>
  new TOTP({ secret: Secret.fromBase32(key.replace(/\s/g, '')) }).generate();

/**
 * Enters the code that an app shows, with the gap that apps show it with, and sends it to `path` of the API. It is good for the half minute in which the app
 * shows it: when that ends on the way, the next one is entered, as a person does.
 */
export async function enterCode(field: Locator, key: string, path: string, send: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await field.fill(appCode(key).replace(/^.../, '$& '));
    const answered = field.page().waitForResponse(`**/api/auth${path}`);
    await send();
    expect((await answered).ok()).toBe(true);
  }).toPass();
}

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

/** As if whatever code was used last had been used long ago: nobody waits half a minute for the next one. */
export async function forgetCodes(stack: TestStack): Promise<void> {
  const database = await MongoClient.connect(stack.mongodbUri);
  try {
    const used = database.db().collection('secondFactors');
    await used.updateMany({ totp: { $exists: true } }, { $set: { 'totp.lastStep': 0 } });
  } finally {
    await database.close();
  }
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
