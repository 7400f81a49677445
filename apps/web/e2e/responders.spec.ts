import { expectAccessibleAnywhere } from './support/access';
import { conversationRow, messageWith } from './support/customers';
import { Elsewhere } from './support/elsewhere';
import { messageField, openInbox, sendText } from './support/inbox';
import { expect, test } from './support/test';

const summary = 'Asks where order A-2040 is. Paid on Friday, wants it by the weekend.';

test('what Meta’s agent answers is seen, handed over with its summary, answered and handed back', async ({
  page,
  stack,
  sandbox: _sandbox,
  customers,
}) => {
  const elsewhere = new Elsewhere(stack.sandbox, customers);
  const strip = page.getByLabel('About this conversation');
  await openInbox(page, stack);
  await elsewhere.agentOn();

  await test.step('the agent’s conversation appears by itself, quietly, and says who answers', async () => {
    await customers.writes('ana', { type: 'text', body: 'Where is my order?' });
    await elsewhere.agentSays('ana', 'Happy to help! Which order is it?');
    await expect(conversationRow(page, 'Ana Souza')).toHaveAttribute('data-unread', '0');
    await conversationRow(page, 'Ana Souza').click();
    await expect(messageWith(page, 'Which order is it?')).toHaveAttribute('data-direction', 'out');
    await expect(strip.locator('[data-responder]')).toContainText('answers this customer');
  });

  await test.step('handed over, it is unread, with what it is about', async () => {
    await page.getByRole('link', { name: 'Home' }).first().click();
    // Back before the page has changed would leave the inbox instead of Home.
    await expect(page).toHaveURL(/\/dashboard$/);
    await elsewhere.handsOver('ana', summary);
    await page.goBack();
    await expect(strip.locator('[data-responder=us]')).toBeVisible();
    await strip.locator('summary').click();
    await expect(strip.getByText(summary)).toBeVisible();
    await expectAccessibleAnywhere(page, 'a conversation that was handed over');
    await expect(messageWith(page, 'Meta’s agent handed the conversation over to you')).toContainText(summary);
    await expect(messageWith(page, 'Which order is it?')).toContainText('Meta’s agent');
    await sendText(page, 'It leaves today');
    await expect(messageWith(page, 'It leaves today')).toHaveAttribute('data-status', /sent|delivered|read/);
  });

  await test.step('handed back, the composer offers to take over, or a template', async () => {
    await strip.getByRole('button', { name: 'Hand back' }).click();
    await expect(strip.locator('[data-responder=meta_agent]')).toBeVisible();
    await expect(messageWith(page, 'You handed back to Meta’s agent')).toBeVisible();
    await expect(messageField(page)).toBeHidden();
    await expect(conversationRow(page, 'Ana Souza').locator('[data-elsewhere=meta_agent]')).toBeVisible();
    await expectAccessibleAnywhere(page, 'a conversation that the agent holds');
  });

  await test.step('taken over, it is ours', async () => {
    await strip.getByRole('button', { name: 'Take over' }).click();
    await expect(strip.locator('[data-responder=us]')).toBeVisible();
    await expect(messageField(page)).toBeVisible();
    await expect(messageWith(page, 'You took over from Meta’s agent')).toBeVisible();
  });
});

test('a conversation that nobody answered for a day says so', async ({ page, stack, sandbox: _sandbox, customers }) => {
  const elsewhere = new Elsewhere(stack.sandbox, customers);
  await openInbox(page, stack);
  await elsewhere.agentOn();
  await customers.writes('frank', { type: 'text', body: 'Good evening' }, { at: Date.now() - 100_000_000 });
  await conversationRow(page, 'Frank').click();
  const strip = page.getByLabel('About this conversation');
  await expect(strip).toContainText('Nobody answers this customer at the moment');
  await expect(strip.getByRole('button')).toHaveCount(0);
  await expectAccessibleAnywhere(page, 'a conversation that nobody answers');
});

test('taking over that Meta refuses is said in words, and a template is offered', async ({
  page,
  stack,
  sandbox: _sandbox,
  customers,
}) => {
  const elsewhere = new Elsewhere(stack.sandbox, customers);
  await openInbox(page, stack);
  await elsewhere.agentOn(['customer_service']);
  await customers.writes('ben', { type: 'text', body: 'Hello' });
  // Hand-overs were seen on the number, of another customer.
  await elsewhere.handsOver('frank');
  await conversationRow(page, 'Ben').click();
  await page.getByLabel('About this conversation').getByRole('button', { name: 'Take over' }).click();
  await expect(page.getByText('Meta does not let you take over')).toBeVisible();
  await page.getByRole('button', { name: 'Answer with a template' }).click();
  await expect(page.locator('[data-template]').first()).toBeVisible();
});

test('a group, a missed call and somebody who wants no marketing are told apart', async ({
  page,
  stack,
  sandbox: _sandbox,
  customers,
}) => {
  const elsewhere = new Elsewhere(stack.sandbox, customers);
  await openInbox(page, stack);

  await test.step('a group names each sender, and is answered on the phone', async () => {
    const group = await elsewhere.group(['ana', 'ben']);
    await elsewhere.saysInGroup(group, 'ana', 'Who brings the flowers?');
    await elsewhere.saysInGroup(group, 'ben', 'I do');
    await conversationRow(page, 'Choir').click();
    await expect(messageWith(page, 'Who brings the flowers?')).toContainText('Ana Souza');
    await expect(page.getByText('Groups are answered on the phone for now')).toBeVisible();
    await expect(messageField(page)).toBeHidden();
    await expectAccessibleAnywhere(page, 'a group');
  });

  await test.step('a missed call is unread, and can be answered', async () => {
    await elsewhere.calls('chloe');
    const row = conversationRow(page, 'Missed call');
    await expect(row).toHaveAttribute('data-unread', '1');
    await row.click();
    await expect(page.locator('[data-call=missed]')).toContainText('Missed call');
    await expectAccessibleAnywhere(page, 'a missed call');
    await sendText(page, 'You called?');
    await expect(messageWith(page, 'You called?')).toHaveAttribute('data-status', /sent|delivered|read/);
  });

  await test.step('marketing to somebody who wants none is asked about first', async () => {
    await customers.writes('frank', { type: 'text', body: 'No more offers, please' });
    await elsewhere.prefers('frank', 'stop');
    await conversationRow(page, 'Frank').click();
    await expect(page.locator('[data-opt-out=marketing_messages]')).toBeVisible();
    await page.getByRole('button', { name: 'Use a template' }).click();
    await page.locator('[data-template=spring_offer]').first().click();
    for (const field of await page.locator('form input').all()) await field.fill('Frank');
    await page.getByRole('button', { name: 'Send template' }).click();
    await expect(page.getByRole('alertdialog')).toContainText('does not want marketing messages');
    await expectAccessibleAnywhere(page, 'marketing to somebody who wants none');
    await page.getByRole('button', { name: 'Do not send' }).click();
    await expect(page.getByRole('alertdialog')).toBeHidden();
    expect((await customers.received()).filter(({ type }) => type === 'template')).toEqual([]);
    await page.getByRole('button', { name: 'Send template' }).click();
    await page.getByRole('button', { name: 'Send it anyway' }).click();
    await expect(messageWith(page, 'Template spring_offer')).toHaveAttribute('data-status', 'failed');
  });
});
