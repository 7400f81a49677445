import { cancelSteps, findCancelStepEntry } from '@switchboard/contracts';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { expectAccessible, expectNoSideScroll } from './support/access';
import { acceptAtMeta, takeEverything } from './support/meta';
import { disconnectEverything, endingOn, signUp } from './support/people';
import { chooseBusiness, chooseNumber, heading, openPopup, walkTo } from './support/popup';
import { world } from './support/sandbox';
import { expect, STATUS, test } from './support/test';

const { acme, bicycle } = world;

test.use({ popup: true });

test.beforeEach(async ({ page }) => {
  await signUp(page);
  await page.goto(STATUS);
});

test('a number is connected in Meta’s window, and the page of the result survives a reload', async ({
  page,
  sandbox,
}) => {
  const popup = await openPopup(page);
  await expect(page.getByText('Finish the login in Meta’s window')).toBeVisible();
  await chooseNumber(popup, bicycle.portfolio, bicycle.ids[0]);
  await popup.getByTestId('confirm').click();
  await expect(heading(page, 'Your number is connected')).toBeFocused();
  await expect(page).toHaveURL(/\/integrations\/whatsapp\/callback\?attempt=att_/);
  expect(popup.isClosed()).toBe(true);
  await page.reload();
  await expect(heading(page, 'Your number is connected')).toBeVisible();
  expect(await sandbox.calls('oauth/access_token')).toHaveLength(1);
  await page.getByRole('link', { name: 'Go to status' }).click();
  await expect(page.locator('[data-connection=connected]')).toBeVisible();
});

test('in whatever order the answer comes, it ends in a connection, and what else is posted is ignored', async ({
  page,
}) => {
  for (const order of ['code_first', 'code_late', 'message_late']) {
    await test.step(order, async () => {
      await signUp(page);
      await page.goto(STATUS);
      const popup = await openPopup(page);
      await chooseNumber(popup, bicycle.portfolio, bicycle.ids[0]);
      await popup.getByTestId('advanced').getByText('Advanced').click();
      await popup.getByTestId('order').selectOption(order);
      await popup.getByTestId('payload').selectOption('object');
      await popup.getByTestId('extra-message').selectOption('all');
      await popup.getByTestId('confirm').click();
      await expect(heading(page, /^Your number is connected/)).toBeVisible();
    });
    await disconnectEverything(page);
  }
});

test('leaving at any screen says where it stopped', async ({ page }) => {
  for (const step of cancelSteps) {
    await test.step(step, async () => {
      await page.goto(STATUS);
      const popup = await openPopup(page);
      await walkTo(popup, step, acme.portfolio, acme.flowers.wabaId);
      await popup.getByTestId('cancel').click();
      await expect(endingOn(page, 'connect_closed')).toContainText(
        `You stopped at ${findCancelStepEntry(step)?.screen}`,
      );
      await expect(page.getByRole('button', { name: 'Connect again' })).toBeVisible();
      // The page from which it was opened.
      await expect(page).toHaveURL(STATUS);
    });
  }
  await page.reload();
  await expect(endingOn(page, 'connect_closed')).toContainText('You stopped at');
});

test('a window that is closed without a word: the page stays, and the next try begins from it', async ({ page }) => {
  const popup = await openPopup(page);
  await popup.close();
  await expect(endingOn(page, 'connect_closed')).toContainText('Meta’s window was closed');
  await expect(page).toHaveURL(STATUS);
  await expectAccessible(page, 'popup closed');
  const again = await openPopup(page, 'Connect again');
  await chooseNumber(again, bicycle.portfolio, bicycle.ids[0]);
  await again.getByTestId('confirm').click();
  await expect(heading(page, 'Your number is connected')).toBeVisible();
});

test('an error in Meta’s window is told in its words, with the session for Meta’s support', async ({ page }) => {
  const popup = await openPopup(page);
  await walkTo(popup, 'PHONE_NUMBER_SETUP', acme.portfolio, acme.flowers.wabaId);
  await popup.getByTestId('report-problem').click();
  await expect(endingOn(page, 'signup_error')).toContainText('Your verified name violates WhatsApp guidelines');
  await page.getByText('Details for support').click();
  await expect(page.getByText('Meta’s session')).toBeVisible();
});

test('a popup that the browser blocks: the same click goes on in the page, and says so', async ({ page }) => {
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await expect(page.getByTestId('login-window')).toBeVisible();
  await acceptAtMeta(page, { portfolio: bicycle.portfolio, wabas: [bicycle.waba] });
  await expect(heading(page, 'Your number is connected')).toBeVisible();
});

test('Meta’s script that cannot be loaded: the page goes to Meta instead', async ({ page }) => {
  await page.route('**/sdk.js', (route) => route.abort());
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await expect(page.getByTestId('login-window')).toBeVisible();
});

test('two WhatsApp accounts: what Meta shared is chosen, and the rest is left', async ({ page }) => {
  const popup = await openPopup(page);
  await chooseNumber(popup, acme.portfolio, acme.flowers.ids[0]);
  await popup.getByTestId('advanced').getByText('Advanced').click();
  await popup.getByTestId(`also-waba-${acme.events.wabaId}`).check();
  await popup.getByTestId('confirm').click();
  await expect(heading(page, 'Which numbers should Switchboard connect?')).toBeFocused();
  await expect(page.locator('[data-waba]')).toHaveCount(2);
  await expectAccessible(page, 'choosing');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideScroll(page);

  await test.step('it is there after a reload, and on the status page', async () => {
    await page.reload();
    await expect(page.getByRole('button', { name: 'Connect 3 numbers' })).toBeVisible();
    await page.goto(STATUS);
    await expect(page.locator('[data-attempt=choosing]')).toBeVisible();
  });

  await test.step('one is left out, and not connected', async () => {
    await page.getByRole('checkbox', { name: seedNumbers.acmeSecond.displayPhoneNumber }).uncheck();
    await page.getByRole('button', { name: 'Connect 2 numbers' }).click();
    await expect(page.locator('[data-number]')).toHaveCount(2);
    await expect(page.locator('[data-connection=connected]')).toBeVisible();
    await expect(page.locator(`[data-number="${acme.flowers.ids[1]}"]`)).toHaveCount(0);
  });
});

test('a number that another account holds is explained in the choice, and cannot be taken', async ({
  page,
  otherBrowser,
}) => {
  const other = await otherBrowser();
  await signUp(other);
  await other.goto(STATUS);
  const theirs = await openPopup(other);
  await chooseNumber(theirs, acme.portfolio, acme.flowers.ids[0]);
  await theirs.getByTestId('confirm').click();
  await takeEverything(other);
  await expect(heading(other, '2 numbers are connected')).toBeVisible();

  const popup = await openPopup(page);
  await chooseNumber(popup, acme.portfolio, acme.events.ids[0]);
  await popup.getByTestId('advanced').getByText('Advanced').click();
  await popup.getByTestId(`also-waba-${acme.flowers.wabaId}`).check();
  await popup.getByTestId('confirm').click();
  await expect(page.getByText('Connected elsewhere')).toHaveCount(2);
  await expect(page.getByRole('checkbox', { name: seedNumbers.acmeFlowers.displayPhoneNumber })).toBeDisabled();
  await page.getByRole('button', { name: 'Connect 1 number' }).click();
  await expect(heading(page, 'Your number is connected')).toBeVisible();
});

test('four questions lead to sharing the number of the phone app', async ({ page, sandbox }) => {
  await sandbox.change(bicycle.ids[0], { isOnBizApp: true });
  await page.getByRole('button', { name: /Four questions/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('In the WhatsApp Business app').click();
  await dialog.getByText('Yes, with full control').click();
  await dialog.getByText('Our own').click();
  await expect(page.locator('[data-advice]')).toHaveCount(0);
  await dialog.getByText('Most countries').click();
  await expect(page.locator('[data-advice=coexistence]')).toContainText('version 2.24.17');
  await expectAccessible(page, 'four questions');

  const popup = await openPopup(page, 'Share the app’s number');
  await chooseBusiness(popup, bicycle.portfolio);
  await popup.getByTestId(`number-${bicycle.ids[0]}`).check();
  await popup.getByTestId('continue').click();
  await popup.getByTestId('scanned').click();
  await popup.getByTestId('confirm').click();
  await expect(heading(page, 'Your number is connected')).toBeVisible();
  await page.getByRole('link', { name: 'Go to status' }).click();
  await expect(page.getByText('Shared with the WhatsApp Business app.')).toBeVisible();

  await test.step('the answers are remembered', async () => {
    await page.getByRole('button', { name: /Four questions/ }).click();
    await expect(page.locator('[data-advice=coexistence]')).toBeVisible();
  });
});

test('the questions say beforehand what Meta would refuse', async ({ page }) => {
  await page.getByRole('button', { name: /Four questions/ }).click();
  await page.getByRole('dialog').getByText('Of whoever runs this Switchboard').click();
  await expect(page.locator('[data-advice=none]')).toContainText('cannot sign up');
  await page.getByRole('dialog').getByText('Our own').click();
  await page.getByRole('dialog').getByText('No, or not sure').click();
  await page.getByRole('button', { name: 'Connect on another device' }).click();
  await expect(page.getByLabel('Link to send')).toBeVisible();
});

test('whoever opens a hand-over link connects in a popup too', async ({ page, otherBrowser }) => {
  await page.getByRole('button', { name: 'Connect on another device' }).click();
  const link = await page.getByLabel('Link to send').inputValue();
  const other = await otherBrowser();
  await other.goto(link);
  const popup = await openPopup(other);
  await chooseNumber(popup, bicycle.portfolio, bicycle.ids[0]);
  await popup.getByTestId('confirm').click();
  await expect(heading(other, 'Your number is connected')).toBeVisible();
  await expect(page.locator('[data-handover=done]')).toBeVisible();
});
