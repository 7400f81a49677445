import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { acme, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { seedNumbers, seedWabas } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const edge = `${acme}/message_templates`;
const template = {
  name: 'winter_hours',
  language: 'en_US',
  category: 'UTILITY',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Hello {{1}}', example: { header_text: ['Ana'] } },
    { type: 'BODY', text: 'We open at {{1}} now.', example: { body_text: [['10:00']] } },
    { type: 'FOOTER', text: 'Acme Flowers' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'Hours', url: 'https://acme.test/{{1}}', example: ['https://acme.test/hours'] },
        { type: 'PHONE_NUMBER', text: 'Call us', phone_number: `+${seedNumbers.acmeFlowers.digits}` },
        { type: 'QUICK_REPLY', text: 'Thanks' },
      ],
    },
  ],
};
const create = (change: Record<string, unknown> = {}) =>
  test.meta.post(edge, { token: test.token, body: { ...template, ...change } });
const named = async (name: string) => {
  const { body } = await test.meta.get(edge, { token: test.token, query: { name } });
  return Array.isArray(body.data) ? body.data : [];
};
const text = (value: string) => ({ type: 'text', text: value });

describe('a template of one’s own', () => {
  it('is created, approved with a webhook, and can be sent', async () => {
    const { body } = await create();
    expect(body).toEqual({ id: expect.any(String), status: 'PENDING', category: 'UTILITY' });
    await test.sandbox.webhooksIdle();
    const told = test.receiver.changes().filter(({ field }) => field === 'message_template_status_update');
    expect(told.map(({ value }) => value)).toMatchObject([
      { event: 'APPROVED', message_template_name: 'winter_hours', message_template_id: Number(body.id) },
    ]);
    expect(await named('winter_hours')).toMatchObject([{ id: body.id, status: 'APPROVED', ...template }]);
    const components = [
      { type: 'header', parameters: [text('Ben')] },
      { type: 'body', parameters: [text('9:00')] },
      { type: 'button', sub_type: 'url', index: 0, parameters: [text('today')] },
    ];
    const sent = { name: 'winter_hours', language: { code: 'en_US' }, components };
    readSentWamid(await test.send({ to: '+15550190001', type: 'template', template: sent }));
  });

  it('may come by a form, with its components as text', async () => {
    const form = { ...template, components: JSON.stringify(template.components) };
    expect((await test.meta.post(edge, { token: test.token, form })).status).toBe(200);
    expect(await named('winter_hours')).toMatchObject([{ components: template.components }]);
  });

  it('may have offers, cards, Flows, codes and products in it', async () => {
    const seeded = await Promise.all(
      [
        'weekend_offer',
        'bouquet_cards',
        'feedback_form',
        'autumn_coupon',
        'bestsellers',
        'pickup_point',
        'login_code',
      ].map(named),
    );
    for (const [{ name, category, components }] of seeded) {
      const { status, body } = await create({ name: `my_${name}`, category, components });
      expect([name, status, body]).toEqual([name, 200, expect.objectContaining({ category })]);
    }
    const coupon = [
      { type: 'BODY', text: 'Take it' },
      { type: 'BUTTONS', buttons: [{ type: 'copy_code', example: 'AUTUMN5' }] },
    ];
    expect((await create({ name: 'lower_case', components: coupon })).status).toBe(200);
    expect(JSON.stringify(await named('lower_case'))).toContain('Copy offer code');
  });

  it('is read by its id, edited and deleted', async () => {
    const id = String((await create()).body.id);
    const query = { fields: 'name,status,components' };
    expect((await test.meta.get(id, { token: test.token, query })).body).toEqual({
      id,
      name: 'winter_hours',
      status: 'APPROVED',
      components: template.components,
    });
    const components = [{ type: 'BODY', text: 'We open later.' }];
    const edited = await test.meta.post(id, { token: test.token, body: { components, category: 'MARKETING' } });
    expect(edited.body).toMatchObject({ success: true, id });
    expect(await named('winter_hours')).toMatchObject([{ id, components, category: 'MARKETING' }]);
    const gone = await test.meta.call('DELETE', edge, { token: test.token, query: { name: 'winter_hours' } });
    expect(gone.body).toEqual({ success: true });
    expect(await named('winter_hours')).toEqual([]);
    expect(readError(await test.meta.get(id, { token: test.token }))).toMatchObject({ error_subcode: 33 });
  });

  it('is deleted in one language by its id, and in all by its name', async () => {
    const [german] = (await named('spring_offer')).filter(({ language }) => language === 'de');
    const remove = (query: Record<string, string>) => test.meta.call('DELETE', edge, { token: test.token, query });
    expect((await remove({ name: 'spring_offer', hsm_id: german.id })).body).toEqual({ success: true });
    expect(await named('spring_offer')).toMatchObject([{ language: 'en_US' }]);
    expect(readError(await remove({ name: 'order_update', hsm_id: german.id }))).toMatchObject({ code: 100 });
    expect((await remove({ name: 'order_update' })).body).toEqual({ success: true });
    expect(await named('order_update')).toEqual([]);
    expect(readError(await remove({ name: 'order_update' }))).toMatchObject({ code: 100, error_subcode: 2593002 });
    expect(readError(await remove({}))).toMatchObject({ code: 100 });
  });

  it.each([
    ['a name with capitals', { name: 'Winter' }],
    ['no components', { components: undefined }],
    ['no text', { components: [{ type: 'FOOTER', text: 'x' }] }],
    ['a category that is none', { category: 'FUN' }],
    ['a component that is none', { components: [{ type: 'BODY', text: 'x' }, { type: 'HOLOGRAM' }] }],
    [
      'a link that is none',
      {
        components: [
          { type: 'BODY', text: 'x' },
          { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'x', url: 'javascript:alert(1)' }] },
        ],
      },
    ],
    ['a text that is too long', { components: [{ type: 'BODY', text: 'x'.repeat(1025) }] }],
  ])('is refused with %s', async (_what, change) => {
    expect(readError(await create(change))).toMatchObject({ status: 400, code: 100 });
    expect(await named('winter_hours')).toEqual([]);
  });

  it('is refused when examples are missing, when it is there already, and when there are too many', async () => {
    const bare = [{ type: 'BODY', text: 'Hi {{1}}, hello' }];
    expect(readError(await create({ components: bare }))).toMatchObject({ code: 100, error_subcode: 2388043 });
    await create();
    expect(readError(await create())).toMatchObject({ code: 100, error_subcode: 2388024 });
    expect((await create({ language: 'fr' })).status).toBe(200);
    test.sandbox.world.addBusiness({ name: 'Small', id: '599', verificationStatus: 'not_verified' });
    const small = test.sandbox.world.addWaba({ name: 'Small', businessId: '599' });
    const token = await test.meta.token({ wabaIds: [small.id] });
    const add = (index: number) =>
      test.meta.post(`${small.id}/message_templates`, { token, body: { ...template, name: `t_${index}` } });
    for (let index = 20; index < 250; index += 1) expect((await add(index)).status).toBe(200);
    expect(readError(await add(250))).toMatchObject({ code: 100, error_subcode: 2388019 });
  });

  it('is not for other accounts', async () => {
    const id = String((await create()).body.id);
    const token = await test.meta.token({ wabaIds: [seedWabas.blueBicycle.id] });
    expect(readError(await test.meta.get(id, { token }))).toMatchObject({ error_subcode: 33 });
    expect(readError(await test.meta.post(id, { token, body: { category: 'MARKETING' } }))).toMatchObject({
      error_subcode: 33,
    });
  });
});

describe('the library', () => {
  it('is searched, and made one’s own', async () => {
    const { body } = await test.meta.get('message_template_library', {
      token: test.token,
      query: { search: 'delivery' },
    });
    expect(body.data).toEqual([
      expect.objectContaining({
        name: 'delivery_update_1',
        language: 'en_US',
        category: 'UTILITY',
        body: expect.any(String),
      }),
    ]);
    const made = await test.meta.post(edge, {
      token: test.token,
      body: { name: 'my_delivery', language: 'en_US', category: 'UTILITY', library_template_name: 'delivery_update_1' },
    });
    expect(made.status).toBe(200);
    expect(await named('my_delivery')).toMatchObject([{ status: 'APPROVED', category: 'UTILITY' }]);
    const unknown = { name: 'x', language: 'en_US', category: 'UTILITY', library_template_name: 'nothing' };
    expect(readError(await test.meta.post(edge, { token: test.token, body: unknown }))).toMatchObject({ code: 100 });
    expect(readError(await test.meta.get('message_template_library'))).toMatchObject({ code: 104 });
  });
});

describe('a marketing message', () => {
  it('is a template by an edge of its own', async () => {
    const body = {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+15550190001',
      type: 'template',
      template: { name: 'browse_catalogue', language: { code: 'en_US' } },
      product_policy: 'CLOUD_API_FALLBACK',
      message_activity_sharing: true,
    };
    const send = (change: Record<string, unknown> = {}) =>
      test.meta.post(`${seedNumbers.acmeFlowers.id}/marketing_messages`, {
        token: test.token,
        body: { ...body, ...change },
      });
    readSentWamid(await send());
    expect(test.sandbox.sentMessages()).toMatchObject([{ category: 'marketing' }]);
    expect(readError(await send({ product_policy: 'SOMETIMES' }))).toMatchObject({ code: 100 });
    expect(readError(await send({ type: 'text', template: undefined, text: { body: 'x' } }))).toMatchObject({
      code: 100,
    });
    const useful = { name: 'hello_world', language: { code: 'en_US' } };
    expect(readError(await send({ template: useful }))).toMatchObject({ code: 100 });
  });
});
