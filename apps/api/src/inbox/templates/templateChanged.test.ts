import { afterAll, beforeAll, expect, it } from 'vitest';
import { acmeNumber } from '../../../test/deliveries.js';
import { type Business, startBusiness } from '../../../test/inbox.js';

let business: Business;
beforeAll(async () => {
  business = await startBusiness();
});
afterAll(() => business.stop());

it('the list of templates is read anew when Meta says that one of them changed', async () => {
  const { sandbox, clock } = business.api;
  clock.standStill();
  const list = () => business.owner.get(`/api/templates?phoneNumberId=${acmeNumber.id}`);
  const asked = () => sandbox.calls().filter(({ edge }) => edge === '{waba}/message_templates').length;
  await list();
  await list();
  expect(asked()).toBe(1);
  for (const [index, field] of ['template_category_update', 'message_template_components_update'].entries()) {
    const value = { message_template_name: 'spring_offer', message_template_language: 'en-US' };
    await sandbox.accountEvent({ wabaId: acmeNumber.wabaId, field, value });
    await business.settle();
    await list();
    expect(asked()).toBe(2 + index);
  }
  await sandbox.accountEvent({ wabaId: acmeNumber.wabaId, field: 'account_update', value: { event: 'NEW' } });
  await business.settle();
  await list();
  expect(asked()).toBe(3);
});
