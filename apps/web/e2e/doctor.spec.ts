import { expectAccessible, expectAccessibleAnywhere } from './support/access';
import { FIRST_NUMBER } from './support/customers';
import { acceptAtMeta } from './support/meta';
import { heading } from './support/popup';
import { world } from './support/sandbox';
import { examine, expectRung, findCard, findFinding, findRung, openLadder, openStatus } from './support/status';
import { expect, STATUS, test } from './support/test';

const { acme } = world;
const { flowers } = acme;

test('a number that was deregistered is found by the doctor and registered by its button', async ({
  page,
  stack,
  sandbox,
}) => {
  await openStatus(page, stack, [flowers.wabaId]);
  await sandbox.breaks('deregistered', FIRST_NUMBER);
  const report = await examine(findCard(page, FIRST_NUMBER));
  await expect(findFinding(report, 'registration')).toHaveAttribute('data-verdict', 'bad');
  await expectAccessible(page, 'the doctor’s report');
  await findFinding(report, 'registration').getByRole('button', { name: 'Register' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Register' }).click();
  await expect(page.getByText('Meta took the registration')).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(findFinding(report, 'registration')).toHaveAttribute('data-verdict', 'good');
});

test('while Meta is down the doctor does not know, and nothing is downgraded', async ({ page, stack, sandbox }) => {
  await openStatus(page, stack, [flowers.wabaId]);
  const card = findCard(page, FIRST_NUMBER);
  await openLadder(card);
  await sandbox.down(true);
  const report = await examine(card);
  await expect(findFinding(report, 'token')).toHaveAttribute('data-verdict', 'unknown');
  await expect(report.getByText('Meta has a problem right now.')).toHaveCount(1);
  for (const rung of ['authorised', 'registered', 'subscribed'] as const) await expectRung(card, rung, 'good');
  await expectAccessibleAnywhere(page, 'the doctor’s report while Meta is down');
  await sandbox.down(false);
});

test('webhooks that are off are found, and switched on by their button', async ({
  page,
  stack,
  sandbox,
  customers,
}) => {
  await openStatus(page, stack, [flowers.wabaId]);
  const card = findCard(page, FIRST_NUMBER);
  await sandbox.breaks('unsubscribed', FIRST_NUMBER);
  const report = await examine(card);
  await expect(findFinding(report, 'subscription')).toHaveAttribute('data-verdict', 'bad');
  await expectRung(card, 'subscribed', 'bad');
  await findFinding(report, 'subscription').getByRole('button', { name: 'Subscribe again' }).click();
  await expect(findFinding(report, 'subscription')).toHaveAttribute('data-verdict', 'good');
  await expectRung(card, 'subscribed', 'good');

  await customers.writes('ana', { type: 'text', body: 'Is anybody there?' });
  await expectRung(card, 'heard', 'good');
});

for (const [breakage, check] of [
  ['token_revoked', 'token'],
  ['token_expired', 'token'],
  ['messaging_removed', 'permissions'],
] as const) {
  test(`access that is lost (${breakage}) is found, and given again by reconnecting`, async ({
    page,
    stack,
    sandbox,
  }) => {
    await openStatus(page, stack, [flowers.wabaId]);
    const card = findCard(page, FIRST_NUMBER);
    await sandbox.breaks(breakage, FIRST_NUMBER);
    const report = await examine(card);
    await expect(findFinding(report, check)).toHaveAttribute('data-verdict', 'bad');
    await findFinding(report, check).getByRole('button', { name: 'Reconnect' }).click();
    await acceptAtMeta(page, { portfolio: acme.portfolio, wabas: [flowers.waba] }, false);
    await expect(heading(page, 'Your number is connected again')).toBeVisible();
    await page.goto(STATUS);
    const again = await examine(findCard(page, FIRST_NUMBER));
    await expect(findFinding(again, check)).toHaveAttribute('data-verdict', 'good');
  });
}

test('what no button here can mend is found, with whose turn it is', async ({ page, stack, sandbox }) => {
  await openStatus(page, stack, [flowers.wabaId]);
  const card = findCard(page, FIRST_NUMBER);
  for (const [breakage, check] of [
    ['restricted', 'number_status'],
    ['name_declined', 'name_review'],
    ['number_elsewhere', 'callback_address'],
  ] as const) {
    await test.step(breakage, async () => {
      await sandbox.breaks(breakage, FIRST_NUMBER);
      const finding = findFinding(await examine(card), check);
      await expect(finding).toHaveAttribute('data-verdict', 'bad');
      await expect(finding).toContainText(/Your turn|The operator’s turn|Meta’s turn/);
      await sandbox.breaks('mended', FIRST_NUMBER);
    });
  }
});

test('what lets nothing be sent is found, and seen to be mended with the button of its rung', async ({
  page,
  stack,
  sandbox,
}) => {
  await openStatus(page, stack, [flowers.wabaId]);
  const card = findCard(page, FIRST_NUMBER);
  await openLadder(card);
  await sandbox.breaks('payment_problem', FIRST_NUMBER);
  await expect(findFinding(await examine(card), 'number_status')).toContainText('Your turn');
  await expectRung(card, 'sendable', 'bad');
  await sandbox.breaks('mended', FIRST_NUMBER);
  await findRung(card, 'sendable').getByRole('button', { name: 'Check again' }).click();
  await expectRung(card, 'sendable', 'unknown');
});
