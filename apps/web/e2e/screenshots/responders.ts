import type { Page } from '@playwright/test';
import { conversationRow } from '../support/customers';
import { Elsewhere } from '../support/elsewhere';
import { openInbox } from '../support/inbox';
import type { Scene } from './camera';

const CHAT = '/dashboard/chat';
const strip = (page: Page) => page.getByLabel('About this conversation');
const open = async (page: Page, text: string) => {
  await conversationRow(page, text).first().click();
  await page.locator('[data-message]').first().waitFor();
};

/** Who answers, groups, calls and wishes, as the team sees them. */
export const responders: Scene = async ({ page, stack, customers, shoot }) => {
  const elsewhere = new Elsewhere(stack.sandbox, customers);
  const shootChat = (name: string) => shoot(page, name, { fullPage: false });
  await openInbox(page, stack);
  await customers.writes('layla', { type: 'text', body: 'شكرا جزيلا' });
  await customers.idle();

  // Nothing is set up: answering takes over by itself.
  await elsewhere.agentOn(['customer_service', 'escalation'], false);
  await customers.writes('noor', { type: 'text', body: 'Can I pick it up at five?' });
  await elsewhere.agentSays('noor', 'Our shop is open until six. Shall I reserve it for you?');
  await open(page, 'Noor');
  await shootChat('responders-takes-over');

  await elsewhere.agentOn();
  await customers.writes('ana', { type: 'text', body: 'Where is my order A-2040?' });
  await elsewhere.agentSays('ana', 'I am looking into it. When did you order?');
  await customers.writes('ana', { type: 'text', body: 'Friday. I would rather talk to a person.' });
  await elsewhere.handsOver(
    'ana',
    'The customer asks where order A-2040 is. It was paid on Friday and should arrive before the weekend. The customer would rather talk to a person.',
  );
  await page.goto(CHAT);
  await conversationRow(page, 'Ana Souza').waitFor();
  await shootChat('responders-list');
  await open(page, 'Ana Souza');
  await strip(page).locator('summary').click();
  await shootChat('responders-handed-over');
  await strip(page).getByRole('button', { name: 'Hand back' }).click();
  await strip(page).locator('[data-responder=meta_agent]').waitFor();
  await customers.writes('ana', { type: 'text', body: 'Thank you, I can wait' });
  await customers.idle();
  await shootChat('responders-agent-holds');
  await elsewhere.agentOn(['customer_service']);
  await strip(page).getByRole('button', { name: 'Take over' }).click();
  await page.getByText('Meta does not let you take over').waitFor();
  await shootChat('responders-refused');
  await elsewhere.agentOn();
  await strip(page).getByRole('button', { name: 'Take over' }).click();
  await page.getByText('You took over from Meta’s agent').waitFor();
  await shootChat('responders-taken-over');

  await elsewhere.agentOff();
  const group = await elsewhere.group(['ana', 'ben', 'chloe']);
  await elsewhere.saysInGroup(group, 'ben', 'Who brings the flowers on Sunday?');
  await elsewhere.saysInGroup(group, 'ben', 'The white ones, please');
  await elsewhere.saysInGroup(group, 'chloe', 'Je les apporte');
  await customers.idle();
  await open(page, 'Choir');
  await page.getByText('Je les apporte').last().waitFor();
  await shootChat('group');

  await customers.writes('chloe', { type: 'text', body: 'Bonjour, vous livrez à Lyon ?' });
  await elsewhere.calls('chloe', { answered: true, durationSeconds: 186 });
  await elsewhere.calls('chloe', { by: 'business' });
  await elsewhere.calls('chloe');
  await customers.idle();
  await page.goto(CHAT);
  await open(page, 'Missed call');
  await page.locator('[data-call=missed]').waitFor();
  await shootChat('call-missed');

  await customers.writes('frank', { type: 'text', body: 'Lovely flowers, but no more offers please' });
  await elsewhere.prefers('frank', 'stop');
  await open(page, 'Frank');
  await page.locator('[data-opt-out]').waitFor();
  await shootChat('opt-out');
  await page.getByRole('button', { name: 'Use a template' }).click();
  await page.locator('[data-template=spring_offer]').first().click();
  for (const field of await page.locator('form input').all()) await field.fill('Frank');
  await page.getByRole('button', { name: 'Send template' }).click();
  await page.getByRole('alertdialog').waitFor();
  await shootChat('opt-out-asked');
};
