import { expectAccessibleAnywhere } from './support/access';
import { connectNumbers } from './support/inbox';
import { denyAtMeta } from './support/meta';
import { signUp } from './support/people';
import { world } from './support/sandbox';
import { expect, STATUS, test } from './support/test';

const { wabaId } = world.acme.flowers;

test('the operator sees how far attempts come and what Meta said that has no words, behind a token', async ({
  page,
  stack,
  sandbox,
  otherBrowser,
}) => {
  const token = page.getByLabel('Token', { exact: true });
  const show = page.getByRole('button', { name: 'Show the board' });

  await test.step('a person of an account comes and goes', async () => {
    const person = await otherBrowser();
    await signUp(person);
    await person.goto(STATUS);
    await person.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await denyAtMeta(person);
    await expect(person.locator('[data-ending]')).toBeVisible();
    await connectNumbers(person, stack, [wabaId]);
    await sandbox.says(wabaId, 'account_update', { event: 'ACCOUNT_TURNED_PURPLE' });
    await sandbox.says(wabaId, 'account_update', { event: 'ACCOUNT_TURNED_PURPLE' });
    await sandbox.says(wabaId, 'weather_update', { event: 'IT_RAINS' });
  });

  await test.step('another token is refused where it was entered', async () => {
    await page.goto('/operator');
    await expect(show).toBeDisabled();
    await token.fill('a token that nobody has set anywhere');
    await token.press('Enter');
    await expect(page.getByText('This token is not accepted')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Connecting' })).toHaveCount(0);
    await expectAccessibleAnywhere(page, 'operator’s token, refused');
    await token.fill('another one');
    await expect(page.getByText('This token is not accepted')).toHaveCount(0);
  });

  await test.step('the operator’s opens the board', async () => {
    await token.fill(stack.operatorToken);
    await show.click();
    const stages = page.getByRole('list', { name: 'Stages' });
    await expect(stages.getByRole('listitem')).toHaveText([
      /^Started/,
      /^Came back from Meta/,
      /^Code exchanged/,
      /^Connected, wholly or partly/,
      /^Connected wholly/,
    ]);
    await expect(stages.getByRole('listitem').first()).toContainText('100 %');
    await expect(page.getByText('connect_denied')).toBeVisible();
    await expect(page.locator('[data-unknown="account_update: ACCOUNT_TURNED_PURPLE"]')).toContainText('2 times');
    await expect(page.getByText('Nothing was given up in the last 30 days.')).toBeVisible();
    await expect(page.locator('[data-unknown="weather_update"]')).toContainText('Webhook field');
    await expectAccessibleAnywhere(page, 'operator’s board');
  });

  await test.step('the token is forgotten when asked, and by a reload', async () => {
    await page.getByRole('button', { name: 'Forget the token' }).click();
    await expect(token).toHaveValue('');
    await token.fill(stack.operatorToken);
    await show.click();
    await expect(page.getByRole('heading', { name: 'Connecting' })).toBeVisible();
    await page.reload();
    await expect(token).toHaveValue('');
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(kept).not.toContain(stack.operatorToken);
  });
});

test('the operator sees what the app at Meta lacks, and ticks with a name what only people see', async ({
  page,
  stack,
  sandbox,
}) => {
  const app = page.getByRole('region', { name: 'The app at Meta' });
  const check = (name: string) => app.locator(`[data-check=${name}]`);
  await page.goto('/operator');
  await page.getByLabel('Token', { exact: true }).fill(stack.operatorToken);
  await page.getByRole('button', { name: 'Show the board' }).click();
  await expect(check('permissions')).toHaveAttribute('data-verdict', 'good');
  await expect(check('deletion_callback')).toContainText(`${stack.api}/api/webhooks/meta/data-deletion`);

  await test.step('a tick needs a name, and stands with it until it is taken back', async () => {
    await app.getByRole('button', { name: 'I looked, it is so: App published' }).click();
    const dialog = page.getByRole('dialog', { name: 'App published' });
    await dialog.getByRole('button', { name: 'I looked, it is so' }).click();
    await expect(dialog.getByText('Enter your name')).toBeVisible();
    await dialog.getByLabel('Your name').fill('Nora Jensen');
    await expectAccessibleAnywhere(page, 'tick of a check');
    await dialog.getByRole('button', { name: 'I looked, it is so' }).click();
    await expect(dialog).toBeHidden();
    await expect(check('app_published')).toContainText('Nora Jensen looked at it');
    await page.reload();
    await page.getByLabel('Token', { exact: true }).fill(stack.operatorToken);
    await page.getByRole('button', { name: 'Show the board' }).click();
    await expect(check('app_published')).toHaveAttribute('data-verdict', 'good');
    await app.getByRole('button', { name: 'Take back: App published' }).click();
    await expect(check('app_published')).toHaveAttribute('data-verdict', 'unknown');
  });

  await test.step('what is wrong comes first, with the page at Meta that mends it', async () => {
    await sandbox.changeApp({ permissions: {} });
    await app.getByRole('button', { name: 'Check again' }).click();
    await expect(check('permissions')).toHaveAttribute('data-verdict', 'bad');
    const first = app.getByRole('list', { name: 'To look at' }).getByRole('listitem').first();
    await expect(first).toContainText('Permissions for other businesses');
    await expect(first.getByRole('link')).toHaveAttribute('href', /^https:\/\/developers\.facebook\.com\/apps\/\d+\//);
    await expectAccessibleAnywhere(page, 'app at Meta');
  });
});
