import type { Page } from '@playwright/test';
import { expectAccessibleAnywhere, expectNoSideScroll } from './support/access';
import { appCode, enterCode, forgetCodes, forgetProofs, giveAuthenticator } from './support/authenticator';
import { createApi } from './support/inbox';
import { newPerson, type Person, signUp } from './support/people';
import { expect, test } from './support/test';

const SECURITY = '/dashboard/settings?section=security';

async function logOut(page: Page): Promise<void> {
  await page.context().clearCookies();
  await page.goto('/login');
}
async function givePassword(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}
const codeField = (page: Page) => page.getByLabel('Code', { exact: true });
const switchOn = (page: Page, key: string) =>
  enterCode(codeField(page), key, '/second-factor/totp/confirm', () =>
    page.getByRole('button', { name: 'Switch it on' }).click(),
  );
const takeSecondStep = (page: Page, key: string) =>
  enterCode(codeField(page), key, '/second-step', () => codeField(page).press('Enter'));
/** Sets up an app on the page as it is. Gives its key and the recovery codes. */
async function setUpApp(page: Page): Promise<{ key: string; codes: string[] }> {
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const key = (await page.getByLabel('Key', { exact: true }).textContent()) ?? '';
  await switchOn(page, key);
  const list = page.getByRole('list', { name: 'Recovery codes' });
  await expect(list.getByRole('listitem')).toHaveCount(10);
  const codes = await list.getByRole('listitem').allInnerTexts();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  return { key, codes };
}

test('an app is set up on a phone, and its code is asked for at the next log-in', async ({ page, stack }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const person = await signUp(page);
  await page.goto(SECURITY);
  const begin = page.getByRole('button', { name: 'Set up an app' });
  const key = await test.step('the key is confirmed with a code', async () => {
    await begin.click();
    await expect(page.getByRole('img', { name: 'QR code for your app' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Open it in the app' })).toHaveAttribute('href', /^otpauth:\/\/totp\//);
    await expectAccessibleAnywhere(page, 'setting up an app');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByText('Off', { exact: true })).toBeVisible();
    await begin.click();
    const field = page.getByLabel('Code', { exact: true });
    await field.fill('12');
    await page.getByRole('button', { name: 'Switch it on' }).click();
    await expect(page.getByText('Enter the six digits that your app shows')).toBeVisible();
    return (await page.getByLabel('Key', { exact: true }).textContent()) ?? '';
  });
  const codes = await test.step('ten recovery codes are shown, once', async () => {
    await switchOn(page, key);
    const list = page.getByRole('list', { name: 'Recovery codes' });
    await expect(list.getByRole('listitem')).toHaveCount(10);
    const shown = await list.getByRole('listitem').allInnerTexts();
    await expectAccessibleAnywhere(page, 'recovery codes');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await expect(page.getByText('10 left')).toBeVisible();
    await expectAccessibleAnywhere(page, 'security, with an app');
    await page.reload();
    await expect(page.getByText('10 left')).toBeVisible();
    await expect(page.getByText(shown[0] ?? 'none')).toHaveCount(0);
    return shown;
  });

  await test.step('a wrong code is refused at its field, the right one lets in', async () => {
    await forgetCodes(stack);
    await logOut(page);
    await givePassword(page, person);
    await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
    const field = page.getByLabel('Code', { exact: true });
    await expect(field).toBeFocused();
    await expectAccessibleAnywhere(page, 'the second step');
    await field.fill(appCode(key) === '000000' ? '000001' : '000000');
    await field.press('Enter');
    await expect(page.getByText(/This code is not right, or it was used already/)).toBeVisible();
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expectNoSideScroll(page);
    await takeSecondStep(page, key);
    await expect(page).toHaveURL('/dashboard');
  });

  await test.step('without the phone a recovery code lets in, once, and the bell says so', async () => {
    await logOut(page);
    await givePassword(page, person);
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill((codes[0] ?? '').toLowerCase());
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page).toHaveURL('/dashboard');
    await page.goto(SECURITY);
    await expect(page.getByText('9 left')).toBeVisible();
    await page.getByRole('button', { name: /^Alerts/ }).click();
    await expect(page.getByText('A recovery code was used')).toBeVisible();
    await logOut(page);
    await givePassword(page, person);
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(codes[0] ?? '');
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByText(/This recovery code is not right, or it was used already/)).toBeVisible();
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect(page.getByLabel('E-mail')).toHaveValue(person.email);
    await expect(page.getByRole('button', { name: 'Log in' })).toBeEnabled();
  });
});

test('too many wrong codes lead back to the password, and are told', async ({ page, stack }) => {
  const person = await signUp(page);
  await page.goto(SECURITY);
  const { key } = await setUpApp(page);
  await logOut(page);
  await givePassword(page, person);
  const field = page.getByLabel('Code', { exact: true });
  await forgetCodes(stack);
  const wrong = appCode(key) === '000000' ? '999999' : '000000';
  for (let guess = 0; guess < 5; guess += 1) {
    await field.fill(wrong);
    const answered = page.waitForResponse('**/api/auth/second-step');
    await field.press('Enter');
    await answered;
    await expect(page.getByText(/This code is not right/)).toBeVisible();
  }
  await field.fill(wrong);
  await field.press('Enter');
  await expect(page.getByText('Begin again with your password.')).toBeVisible();
  await expectAccessibleAnywhere(page, 'log-in, after a step that is over');
  await givePassword(page, person);
  await takeSecondStep(page, key);
  await expect(page).toHaveURL('/dashboard');
  await page.getByRole('button', { name: /^Alerts/ }).click();
  await expect(page.getByText('Somebody fails at a second factor')).toBeVisible();
});

test('a passkey is added, named, used as the second step and in place of the password, and removed', async ({
  page,
  stack,
}) => {
  await giveAuthenticator(page);
  const person = await signUp(page);
  await page.goto(SECURITY);
  const mine = page.getByRole('list', { name: 'Your passkeys' }).getByRole('listitem');

  await test.step('it is added and renamed', async () => {
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByText('Give the passkey a name')).toBeVisible();
    await page.getByLabel('Name', { exact: true }).fill('My laptop');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await expect(mine).toHaveText(/My laptop.*not used yet/);
    await page.getByRole('button', { name: 'Rename My laptop' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Blue laptop');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(mine).toHaveText(/Blue laptop/);
    await expectAccessibleAnywhere(page, 'security, with a passkey');
  });

  await test.step('the same device is not added twice', async () => {
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Again');
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByText('This device has a passkey for you already.')).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('after the password it is the second step', async () => {
    await logOut(page);
    await givePassword(page, person);
    const confirm = page.getByRole('button', { name: 'Confirm with a passkey' });
    await expect(confirm).toBeFocused();
    await expectAccessibleAnywhere(page, 'the second step, with a passkey');
    await confirm.click();
    await expect(page).toHaveURL('/dashboard');
  });

  await test.step('and lets in without a password', async () => {
    await logOut(page);
    await page.getByRole('button', { name: 'Use a passkey instead' }).click();
    await expect(page).toHaveURL('/dashboard');
    await page.goto(SECURITY);
    await expect(mine).toHaveText(/last used/);
  });

  await test.step('some time after logging in, removing it needs a fresh proof', async () => {
    await forgetProofs(stack);
    const remove = async () => {
      await page.getByRole('button', { name: 'Remove Blue laptop' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove the passkey' }).click();
    };
    await remove();
    const asked = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await expectAccessibleAnywhere(page, 'a fresh proof');
    await asked.getByRole('button', { name: 'Close' }).click();
    await expect(mine).toHaveCount(1);
    await remove();
    await expect(asked.getByRole('button', { name: /passkey/ })).toHaveCount(1);
    await asked.getByLabel('Your password', { exact: true }).fill('not mine');
    await asked.getByRole('button', { name: 'Confirm with a passkey' }).click();
    await expect(asked.getByText('Your current password is not right.')).toBeVisible();
    await asked.getByLabel('Your password', { exact: true }).fill(person.password);
    await asked.getByRole('button', { name: 'Confirm with a passkey' }).click();
    await expect(page.getByText('The passkey was removed')).toBeVisible();
    await expect(mine).toHaveCount(0);
  });
});

test('where an app is set up, its code is part of a fresh proof, and a password is typed once', async ({
  page,
  stack,
  otherBrowser,
}) => {
  const person = await signUp(page);
  await page.goto(SECURITY);
  const { key } = await setUpApp(page);
  const someTimeLater = async () => {
    await forgetProofs(stack);
    await forgetCodes(stack);
  };
  const asked = page.getByRole('dialog', { name: 'Confirm that it is you' });
  const code = asked.getByLabel('Code of your app');
  const confirm = () => enterCode(code, key, '/proof', () => code.press('Enter'));
  const other = await otherBrowser();
  await forgetCodes(stack);
  await other.goto('/login');
  await givePassword(other, person);
  await takeSecondStep(other, key);
  await expect(other).toHaveURL('/dashboard');

  await test.step('before others are signed out it is asked for, with the password', async () => {
    await someTimeLater();
    await page.goto('/dashboard/settings');
    const signOut = page.getByRole('button', { name: 'Sign out everywhere else' });
    await signOut.click();
    await expect(asked.getByLabel('Your password', { exact: true })).toBeFocused();
    await asked.getByRole('button', { name: 'Close' }).click();
    await expect(asked).toHaveCount(0);
    await expect(signOut).toBeFocused();
    await signOut.click();
    await asked.getByLabel('Your password', { exact: true }).fill(person.password);
    await asked.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(asked.getByText('Enter the six digits that your app shows')).toBeVisible();
    await expectAccessibleAnywhere(page, 'a fresh proof, with a code');
    await confirm();
    await expect(page.getByText('You are signed out everywhere else')).toBeVisible();
    await expect(other.getByRole('heading', { name: 'Log in' })).toBeVisible();
  });

  await test.step('a password that was just typed is not asked for again', async () => {
    await someTimeLater();
    await page.getByLabel('Current password', { exact: true }).fill(person.password);
    await page.getByLabel('New password', { exact: true }).fill('quiet harbour violin sand');
    await page.getByRole('button', { name: 'Change password' }).click();
    await expect(code).toBeVisible();
    await expect(asked.getByLabel('Your password', { exact: true })).toHaveCount(0);
    await confirm();
    await expect(page.getByText('Your password was changed')).toBeVisible();
  });
});

test('owners who need a second factor are led to it, and the operator resets one', async ({
  page,
  stack,
  otherBrowser,
}) => {
  await signUp(page);
  const other = await otherBrowser();
  const colleague = newPerson('Grace Hopper');
  const { url } = await (await createApi(page))<{ url: string }>('/account/invitations', { role: 'owner' });
  await other.request.post('/api/invitations/accept', {
    data: { token: url.split('#')[1], name: colleague.name, email: colleague.email, password: colleague.password },
  });

  await test.step('it is asked for by an owner who has one', async () => {
    await page.goto(SECURITY);
    const rule = page.getByRole('switch', { name: 'Owners need a second factor' });
    await rule.click();
    await expect(page.getByText('Set up a second factor for yourself first.')).toBeVisible();
    await setUpApp(page);
    await rule.click();
    await expect(rule).toBeChecked();
  });

  await test.step('another owner sets one up before anything else', async () => {
    await other.goto('/dashboard');
    await givePassword(other, colleague);
    await expect(other.getByRole('heading', { name: 'Set up a second factor first' })).toBeVisible();
    await expectAccessibleAnywhere(other, 'a second factor is needed');
    const goOn = other.getByRole('button', { name: 'Go on to Switchboard' });
    await expect(goOn).toBeDisabled();
    await setUpApp(other);
    await goOn.click();
    await expect(other.getByRole('heading', { name: 'Hello, Grace' })).toBeVisible();
  });

  await test.step('the last one cannot be taken away', async () => {
    await other.goto(SECURITY);
    await other.getByRole('button', { name: 'Remove', exact: true }).click();
    await other.getByRole('alertdialog').getByRole('button', { name: 'Remove the app' }).click();
    await expect(other.getByText('This is your last one, and one is asked of you.')).toBeVisible();
  });

  await test.step('the operator resets it, and the owners are told', async () => {
    const operator = await otherBrowser();
    await operator.goto('/operator');
    await operator.getByLabel('Token', { exact: true }).fill(stack.operatorToken);
    await operator.getByRole('button', { name: 'Show the board' }).click();
    await operator.getByLabel('E-mail address of the person').fill(colleague.email);
    await operator.getByRole('button', { name: 'Reset their second factor' }).click();
    await expectAccessibleAnywhere(operator, 'the operator resets a second factor');
    await operator.getByRole('dialog').getByRole('button', { name: 'Reset it' }).click();
    await expect(operator.getByText('The second factors were reset')).toBeVisible();
    await page.reload();
    await page.getByRole('button', { name: /^Alerts/ }).click();
    await expect(page.getByText('The operator reset a second factor')).toBeVisible();
  });
});
