import { appCode, forgetProofs, giveAuthenticator } from '../support/authenticator';
import { newPerson, signUp } from '../support/people';
import type { Scene } from './camera';

const SECURITY = '/dashboard/settings?section=security';

/** Setting up an app and a passkey, and both ways of the second step. */
export const secondFactor: Scene = async ({ page, stack, shoot }) => {
  await giveAuthenticator(page);
  const person = await signUp(page, { ...newPerson(), business: 'Acme Group' });
  await page.goto(SECURITY);
  await page.getByRole('button', { name: 'Set up an app' }).waitFor();
  await shoot(page, 'security-none');
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const key = (await page.getByLabel('Key', { exact: true }).textContent()) ?? '';
  await shoot(page, 'security-app', { fullPage: false });
  await page.getByLabel('Code', { exact: true }).fill(appCode(key));
  await page.getByRole('button', { name: 'Switch it on' }).click();
  const kept = page.getByRole('button', { name: 'I have kept them' });
  await kept.waitFor();
  await shoot(page, 'security-codes', { fullPage: false });
  await kept.click();
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Name', { exact: true }).fill('My phone');
  await shoot(page, 'security-passkey-name', { fullPage: false });
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Remove My phone' }).waitFor();
  await shoot(page, 'security-all');
  await forgetProofs(stack);
  await page.getByRole('button', { name: 'Make new codes' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Make new codes' }).click();
  await page.getByRole('dialog', { name: 'Confirm that it is you' }).waitFor();
  await shoot(page, 'security-proof', { fullPage: false });

  await page.context().clearCookies();
  await page.goto('/login');
  await page.getByRole('button', { name: 'Use a passkey instead' }).waitFor();
  await shoot(page, 'log-in');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('button', { name: 'Confirm with a passkey' }).waitFor();
  await shoot(page, 'second-step-passkey');
  await page.getByRole('button', { name: 'Use a code of your app' }).click();
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText(/This code is not right/).waitFor();
  await shoot(page, 'second-step-code');
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await shoot(page, 'second-step-recovery');
};
