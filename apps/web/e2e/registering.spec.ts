import { expectAccessible, expectAccessibleAnywhere, expectNoSideScroll, tabTo } from './support/access';
import { world } from './support/sandbox';
import { expectRung, findCard, findRung, openStatus } from './support/status';
import { expect, test } from './support/test';

const { harbour } = world;
const [number] = harbour.ids;
const register = '{phone}/register';

test('a number is registered with a PIN that is made, shown once and changed', async ({ page, stack, sandbox }) => {
  await openStatus(page, stack, [harbour.wabaId]);
  const card = findCard(page, number);
  await expectRung(card, 'registered', 'bad');
  await findRung(card, 'registered').getByRole('button', { name: 'Register' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByTestId('tries-left')).toContainText('10 of 10 tries left');
  await expectAccessible(page, 'registering');
  await dialog.getByRole('button', { name: 'Register' }).click();
  await expect(dialog.getByText('Meta took the registration')).toBeVisible();
  await expectRung(card, 'registered', 'good');

  const { pin } = await sandbox.number(number);
  await dialog.getByRole('button', { name: 'Show PIN once' }).click();
  await page.getByRole('dialog', { name: 'Show the PIN once' }).getByRole('button', { name: 'Show PIN once' }).click();
  await expect(page.getByTestId('pin')).toHaveText(pin ?? '');
  await page.getByRole('button', { name: 'I have kept it' }).click();

  const menu = card.getByRole('button', { name: /^More for/ });
  await menu.click();
  await expect(page.getByRole('menuitem', { name: 'Change PIN' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Show PIN once' })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Change PIN' }).click();
  await page.getByLabel('New PIN').fill('12');
  await page.getByRole('button', { name: 'Set new PIN' }).click();
  await expect(page.getByText('A PIN has six digits.')).toBeVisible();
  await page.getByLabel('New PIN').fill('');
  await page.getByRole('button', { name: 'Set new PIN' }).click();
  await expect(page.getByTestId('pin')).toHaveText(/^\d{6}$/);
  const changed = await page.getByTestId('pin').textContent();
  expect(changed).not.toBe(pin);
  expect((await sandbox.number(number)).pin).toBe(changed);
});

test('a PIN that was set elsewhere is asked for, and tries are counted', async ({ page, stack, sandbox }) => {
  await sandbox.change(number, { pin: '424242' });
  await openStatus(page, stack, [harbour.wabaId]);
  const card = findCard(page, number);
  await findRung(card, 'registered').getByRole('button', { name: 'Register' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Register' }).click();
  await expect(dialog.getByText('Meta did not accept the PIN')).toBeVisible();
  await expect(dialog.getByTestId('tries-left')).toContainText('9 of 10 tries left');
  await expect(dialog.getByLabel('PIN of the number')).toBeFocused();
  await expectAccessibleAnywhere(page, 'a PIN that Meta did not accept');
  await dialog.getByLabel('PIN of the number').fill('42-42-42');
  await dialog.getByRole('button', { name: 'Register' }).click();
  await expect(dialog.getByText('Meta took the registration')).toBeVisible();
  await expectRung(card, 'registered', 'good');
});

test('the ownership is proven by a code where Meta asks for it, with the keyboard alone', async ({
  page,
  stack,
  sandbox,
}) => {
  await sandbox.change(number, { codeVerificationStatus: 'NOT_VERIFIED' });
  await openStatus(page, stack, [harbour.wabaId]);
  const card = findCard(page, number);
  await tabTo(page, findRung(card, 'registered').getByRole('button', { name: /Register|Verify/ }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  // Whether Switchboard knew it before or learns it from Meta now, it ends at the code.
  const press = async (name: string) => {
    await tabTo(page, dialog.getByRole('button', { name }));
    await page.keyboard.press('Enter');
  };
  const askForCode = dialog.getByRole('button', { name: 'Send a text message' });
  const registerButton = dialog.getByRole('button', { name: 'Register' });
  await expect(askForCode.or(registerButton)).toBeVisible();
  if (await registerButton.isVisible()) await press('Register');
  await expect(askForCode).toBeVisible();
  await press('Send a text message');
  const code = dialog.getByLabel('Code from Meta');
  await expect(code).toBeFocused();
  await page.keyboard.type('000000');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('That code is not right')).toBeVisible();
  await code.fill((await sandbox.number(number)).verificationCode ?? '');
  await code.press('Enter');
  await expect(dialog.getByText('The number is verified')).toBeVisible();
  await expect(dialog).toHaveAccessibleName('Register the number');
  await press('Register');
  await expect(dialog.getByText('Meta took the registration')).toBeVisible();
  await page.keyboard.press('Escape');
  await expectRung(card, 'registered', 'good');
});

test('Fix pressed twice is one call', async ({ page, stack, sandbox }) => {
  await openStatus(page, stack, [harbour.wabaId]);
  await sandbox.latency(400);
  const card = findCard(page, number);
  await findRung(card, 'registered').getByRole('button', { name: 'Register' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Register' }).dblclick();
  await expect(page.getByText('Meta took the registration')).toBeVisible();
  expect((await sandbox.calls(register)).filter(({ method }) => method === 'POST')).toHaveLength(1);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideScroll(page);
});
