import type { Page, WebSocketRoute } from '@playwright/test';
import { seedCustomers, seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { expectAccessibleAnywhere } from './support/access';
import { conversationRow, messageWith } from './support/customers';
import { connectNumbers, createApi, messageField, openChat, openColleague, openInbox, sendText } from './support/inbox';
import { logIn } from './support/people';
import { world } from './support/sandbox';
import { CHAT, expect, test } from './support/test';

const [first, second] = world.acme.flowers.ids;

/** The line of a page's socket: it can be cut, and stays cut until it is mended. */
async function holdTheLine(page: Page) {
  let isCut = false;
  const open = new Set<WebSocketRoute>();
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (isCut) {
      void socket.close();
      return;
    }
    socket.connectToServer();
    open.add(socket);
  });
  return {
    cut: async () => {
      isCut = true;
      for (const socket of open) await socket.close();
      open.clear();
    },
    mend: () => {
      isCut = false;
    },
  };
}

test.describe('when the live line is gone', () => {
  test('new messages are asked for', async ({ page, stack, customers }) => {
    const line = await holdTheLine(page);
    await openInbox(page, stack);
    await expect(page.getByText('Live updates on')).toBeVisible();
    await line.cut();
    await expect(page.getByText('Checking every few seconds')).toBeVisible();
    await customers.writes('ana', { type: 'text', body: 'Without a line' });
    await expect(conversationRow(page, 'Without a line')).toBeVisible();
    await expect(page.getByText('Checking every few seconds')).toBeVisible();
  });

  test('because the network is, what was missed is there as soon as it is back, and counted', async ({
    page,
    stack,
    customers,
    otherBrowser,
  }) => {
    const line = await holdTheLine(page);
    const colleague = await otherBrowser();
    await openInbox(page, stack);
    await openColleague(page, colleague);
    await customers.writes('ana', { type: 'text', body: 'Before the tunnel' });
    await openChat(page, 'Ana Souza');
    await expect(messageWith(page, 'Before the tunnel')).toBeVisible();
    await expect(conversationRow(colleague, 'Ana Souza')).toHaveAttribute('data-unread', '0');
    await expect(page.getByText('Live updates on')).toBeVisible();
    await page.context().setOffline(true);
    await expect(page.getByText('Offline', { exact: true })).toBeVisible();
    await line.cut();
    for (const body of ['In the tunnel', 'Still in it']) await customers.writes('ana', { type: 'text', body });
    await customers.writes('ben', { type: 'text', body: 'Hello from Ben' });
    for (const text of ['Still in it', 'Hello from Ben']) await expect(conversationRow(colleague, text)).toBeVisible();
    const written = ['Written in the tunnel', 'And a second thing', 'And a third'];
    for (const text of written) await sendText(page, text);
    const unsent = messageWith(page, 'Written in the tunnel');
    for (const text of written) await expect(messageWith(page, text)).toContainText('Waiting for a connection');
    await expect(page.getByText('You are offline.')).toBeVisible();
    await expectAccessibleAnywhere(page, 'offline');
    await expect(messageWith(page, 'Still in it')).toHaveCount(0);

    line.mend();
    await page.context().setOffline(false);
    await expect(page.getByText('Back online, 3 messages caught up')).toBeVisible();
    await expect(messageWith(page, 'Still in it')).toBeVisible();
    await expect(conversationRow(page, 'Hello from Ben')).toHaveAttribute('data-unread', '1');
    await expect(unsent).toHaveAttribute('data-status', 'delivered');
    for (const text of written) await expect(messageWith(page, text)).toHaveAttribute('data-status', 'delivered');
    const texts = page.locator('[data-message][data-direction=out] [dir=auto]');
    await expect(texts).toHaveText(written);
    expect((await customers.received()).filter(({ type }) => type === 'text')).toHaveLength(3);
    await customers.writes('chloe', { type: 'text', body: 'Live again' });
    await expect(conversationRow(page, 'Live again')).toBeVisible();
    await expect(page.getByText('Live updates on')).toBeVisible();
  });
});

test('what was sent while nothing could be reached outlives a reload, and goes once, in order', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Hello' });
  await openChat(page, 'Ana Souza');
  const sending = /\/api\/conversations\/[^/]+\/messages$/;
  await page.route(sending, (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
  const written = ['First of three', 'Second of three', 'Third of three'];
  for (const text of written) await sendText(page, text);
  for (const text of written) await expect(messageWith(page, text)).toContainText('Waiting for a connection');
  await messageWith(page, 'Second of three').getByRole('button', { name: 'Discard' }).click();
  await expect(messageWith(page, 'Second of three')).toHaveCount(0);

  await page.reload();
  for (const text of ['First of three', 'Third of three']) {
    await expect(messageWith(page, text)).toContainText('Waiting for a connection');
  }
  await page.unroute(sending);
  // The first answer gets lost: the message is sent again under the same id, and stored once.
  let lost = 0;
  await page.route(sending, async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.fallback();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  for (const text of ['First of three', 'Third of three']) {
    await expect(messageWith(page, text)).toHaveAttribute('data-status', 'delivered');
  }
  expect(lost).toBe(1);
  await expect(page.locator('[data-message][data-direction=out]')).toHaveCount(2);
  await expect(page.locator('[data-message][data-direction=out] [dir=auto]')).toHaveText([
    'First of three',
    'Third of three',
  ]);
  expect((await customers.received()).filter(({ type }) => type === 'text')).toHaveLength(2);
});

test('whoever logs out leaves nothing unsent behind for the next', async ({ page, stack, customers }) => {
  const person = await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Hello' });
  await openChat(page, 'Ana Souza');
  await messageField(page).fill('A secret draft');
  const kept = () => page.evaluate(() => Object.entries(localStorage).flat().join(' '));
  // It is kept, and to be read by nobody who has only the browser.
  await expect.poll(kept).toContain('switchboard:drafts:');
  expect(await kept()).not.toContain('secret');
  await page.route(/\/messages$/, (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(messageWith(page, 'A secret draft')).toContainText('Waiting for a connection');
  expect(await kept()).toContain('switchboard:outbox:');
  expect(await kept()).not.toContain('secret');
  await messageField(page).fill('Another draft');
  await page.getByRole('button', { name: /^Your menu/ }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expect(page).toHaveURL(/\/login/);
  expect(await kept()).not.toMatch(/switchboard:(?:drafts|outbox)/);
  // The same person finds nothing either, and nothing is sent.
  await logIn(page, person);
  await page.goto(CHAT);
  await openChat(page, 'Ana Souza');
  await expect(messageField(page)).toHaveValue('');
  await expect(page.locator('[data-message][data-direction=out]')).toHaveCount(0);
});

test('what is not sent yet stays with its conversation, over a reload too', async ({ page, stack, customers }) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'From Ana' });
  await customers.writes('ben', { type: 'text', body: 'From Ben' });
  await openChat(page, 'Ana Souza');
  await messageField(page).fill('Dear Ana,');
  await openChat(page, 'Ben Okafor');
  await expect(messageField(page)).toHaveValue('');
  await expect(conversationRow(page, 'Ana Souza')).toContainText('Draft:Dear Ana,');
  await page.reload();
  await expect(messageWith(page, 'From Ben')).toBeVisible();
  await expect(messageField(page)).toHaveValue('');
  await openChat(page, 'Ana Souza');
  await expect(messageField(page)).toHaveValue('Dear Ana,');
  await page.reload();
  await expect(messageField(page)).toHaveValue('Dear Ana,');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(messageWith(page, 'Dear Ana,')).toHaveAttribute('data-status', 'delivered');
  await openChat(page, 'Ben Okafor');
  await expect(conversationRow(page, 'Ana Souza')).not.toContainText('Draft:');
});

test('the list is narrowed down by number, by unread and by what was written', async ({ page, stack, customers }) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Peonies for Saturday' });
  await customers.writes('ben', { type: 'text', body: 'The courier is late' }, { phoneNumberId: second });
  await customers.writes('chloe', { type: 'text', body: 'Vous livrez à Lyon ?' });
  const rows = page.locator('a[data-conversation]');
  await expect(rows).toHaveCount(3);
  await openChat(page, 'Ana Souza');
  await expect(conversationRow(page, 'Ana Souza')).toHaveAttribute('data-unread', '0');
  await openChat(page, 'Ben Okafor');
  await expect(conversationRow(page, 'Ben Okafor')).toHaveAttribute('data-unread', '0');

  await test.step('unread: the open one stays until one leaves it', async () => {
    await page.getByRole('button', { name: 'Unread', exact: true }).click();
    await expect(conversationRow(page, 'Ana Souza')).toHaveCount(0);
    await openChat(page, 'Chloé Dubois');
    await expect(rows).toHaveCount(1);
    await customers.writes('ana', { type: 'text', body: 'Are you there?' });
    await expect(rows).toHaveCount(2);
    await page.getByRole('button', { name: 'Unread', exact: true }).click();
    await expect(rows).toHaveCount(3);
  });

  await test.step('number', async () => {
    await page.getByRole('button', { name: /^Number: / }).click();
    await page.getByRole('menuitemradio', { name: seedNumbers.acmeSecond.displayPhoneNumber }).click();
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText('Ben Okafor');
    await page.reload();
    await expect(rows).toHaveCount(1);
    await page.getByRole('button', { name: /^Number: / }).click();
    await page.getByRole('menuitemradio', { name: 'All numbers' }).click();
    await expect(rows).toHaveCount(3);
  });

  await test.step('search: a name, a message, a number, and nothing', async () => {
    const search = page.getByRole('searchbox', { name: 'Search conversations' });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    for (const [words, found] of [
      ['chlo', 'Chloé Dubois'],
      ['courier', 'Ben Okafor'],
      [seedCustomers.ana.waId, 'Ana Souza'],
    ] as const) {
      await search.fill(words);
      await expect(rows).toHaveCount(1);
      await expect(rows).toContainText(found);
    }
    // What is searched for is in bodies alone: addresses are written down on the way, and kept by browsers.
    expect(asked.filter((url) => url.endsWith('/api/conversations/search')).length).toBeGreaterThan(2);
    const searched = ['chlo', 'courier', seedCustomers.ana.waId];
    expect([page.url(), ...asked].filter((url) => searched.some((words) => url.includes(words)))).toEqual([]);
    await search.fill('nothing like this');
    await expect(page.getByText('Nothing found')).toBeVisible();
    await page.getByRole('button', { name: 'Show all conversations' }).click();
    await expect(rows).toHaveCount(3);
  });
});

test('what waits for a number that is not connected is announced, and comes in with the number', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  // The other number keeps the webhooks of both.
  const api = await createApi(page);
  await api('/integrations/whatsapp/disconnect', { phoneNumberIds: [second] });
  await customers.writes('ana', { type: 'text', body: 'To the number that is left' }, { phoneNumberId: first });
  await customers.writes('ben', { type: 'text', body: 'To the number that is gone' }, { phoneNumberId: second });
  await expect.poll(async () => (await api<{ waiting: number }>('/quarantine')).waiting).toBe(1);
  await page.reload();
  await expect(conversationRow(page, 'To the number that is left')).toBeVisible();
  await expect(page.getByText('1 message waits for a number that is not connected')).toBeVisible();
  await page.getByRole('button', { name: 'Put them in their place' }).click();
  await expect(page.getByText('Nothing could be put in place yet')).toBeVisible();
  await page.goto('/dashboard');
  await expect(page.getByText('1 message waits for a number that is not connected')).toBeVisible();

  await page.goto(CHAT);
  await connectNumbers(page, stack, [world.acme.flowers.wabaId]);
  await expect(conversationRow(page, 'To the number that is gone')).toBeVisible();
  await page.reload();
  await expect(conversationRow(page, 'To the number that is gone')).toBeVisible();
  await expect(page.getByText('waits for a number')).toHaveCount(0);
});
