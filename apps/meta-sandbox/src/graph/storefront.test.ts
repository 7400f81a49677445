import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { acmeNumber, MessagingTest } from '../../test/messaging.js';
import { seedNumbers } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const call = (method: string, edge: string, options: { body?: unknown; query?: Record<string, string> } = {}) =>
  test.meta.call(method, `${acmeNumber}/${edge}`, { token: test.token, ...options });
const done = { success: true };

describe('the profile of a number', () => {
  const edge = 'whatsapp_business_profile';
  const profile = {
    about: 'Flowers since 1987',
    address: 'Street 1',
    description: 'Roses, tulips, and what is in season.',
    email: 'shop@acme.test',
    vertical: 'RETAIL',
    websites: ['https://acme.test', 'https://shop.acme.test'],
  };

  it('is written and read back', async () => {
    expect((await call('GET', edge)).body).toEqual({ data: [{ messaging_product: 'whatsapp' }] });
    expect((await call('POST', edge, { body: { messaging_product: 'whatsapp', ...profile } })).body).toEqual(done);
    const { about, websites, vertical } = profile;
    expect(
      (await call('GET', edge, { query: { fields: 'about,websites,vertical,profile_picture_url' } })).body,
    ).toEqual({
      data: [{ about, websites, vertical, messaging_product: 'whatsapp' }],
    });
    await call('POST', edge, {
      query: { messaging_product: 'whatsapp', about: 'Closed', websites: '["https://a.test"]' },
    });
    expect((await call('GET', edge)).body.data).toMatchObject([
      { about: 'Closed', websites: ['https://a.test'], email: profile.email },
    ]);
    const asField = await test.meta.get(acmeNumber, { token: test.token, query: { fields: `id,${edge}{about}` } });
    expect(asField.body).toMatchObject({ [edge]: { data: [{ about: 'Closed' }] } });
  });

  it.each([
    [{ about: '' }],
    [{ about: 'x'.repeat(140) }],
    [{ email: 'x'.repeat(129) }],
    [{ vertical: 'FLOWERS' }],
    [{ websites: ['https://a.test', 'https://b.test', 'https://c.test'] }],
    [{ websites: ['acme'] }],
    [{ messaging_product: 'sms' }],
  ])('is refused with %j', async (change) => {
    const body = { messaging_product: 'whatsapp', ...change };
    expect(readError(await call('POST', edge, { body }))).toMatchObject({ status: 400, code: 100 });
  });

  it('takes no picture, and says that this is the sandbox', async () => {
    const body = { messaging_product: 'whatsapp', profile_picture_handle: '4::aW' };
    expect(readError(await call('POST', edge, { body }))).toMatchObject({
      error_user_title: 'Not served by this sandbox',
    });
  });
});

describe('links that open a chat', () => {
  const edge = 'message_qrdls';
  it('are made, changed, listed and removed', async () => {
    const made = await call('POST', edge, {
      body: { prefilled_message: 'A bouquet, please', generate_qr_image: 'SVG' },
    });
    const code = String(made.body.code);
    const link = { code, prefilled_message: 'A bouquet, please', deep_link_url: `https://wa.me/message/${code}` };
    expect(made.body).toEqual(link);
    const changed = { ...link, prefilled_message: 'Two bouquets' };
    expect((await call('POST', edge, { query: { code, prefilled_message: 'Two bouquets' } })).body).toEqual(changed);
    expect((await call('GET', edge)).body).toMatchObject({ data: [changed], paging: expect.any(Object) });
    expect((await call('GET', `${edge}/${code}`)).body).toEqual({ data: [changed] });
    expect((await call('DELETE', `${edge}/${code}`)).body).toEqual(done);
    expect((await call('GET', edge)).body).toEqual({ data: [] });
    expect(readError(await call('GET', `${edge}/${code}`))).toMatchObject({ status: 404, code: 100 });
  });

  it.each([
    [{}],
    [{ prefilled_message: 'x'.repeat(141) }],
    [{ prefilled_message: 'x', generate_qr_image: 'GIF' }],
    [{ prefilled_message: 'x', code: 'NONE' }],
  ])('are refused with %j', async (body) => {
    expect(readError(await call('POST', edge, { body }))).toMatchObject({ code: 100 });
  });
});

describe('a username', () => {
  it('is chosen, seen, given back, and nobody else’s meanwhile', async () => {
    expect((await call('GET', 'username')).body).toEqual({});
    expect((await call('POST', 'username', { body: { username: 'acme.flowers' } })).body).toEqual({
      status: 'approved',
    });
    expect((await call('GET', 'username')).body).toEqual({ username: 'acme.flowers', status: 'approved' });
    const node = await test.meta.get(acmeNumber, { token: test.token, query: { fields: 'username' } });
    expect(node.body).toEqual({ id: acmeNumber, username: 'acme.flowers' });
    const other = { token: test.token, body: { username: 'acme.flowers' } };
    expect(readError(await test.meta.post(`${seedNumbers.acmeSecond.id}/username`, other))).toMatchObject({
      code: 147001,
    });
    expect((await call('DELETE', 'username')).body).toEqual(done);
    expect((await test.meta.post(`${seedNumbers.acmeSecond.id}/username`, other)).status).toBe(200);
  });

  it.each(['ab', 'Acme', 'acme flowers', 'x'.repeat(36)])('is refused when it is %s', async (username) => {
    expect(readError(await call('POST', 'username', { body: { username } }))).toMatchObject({ code: 100 });
  });
});

describe('what a chat begins with', () => {
  const edge = 'conversational_automation';
  it('is set and read as a field of the number', async () => {
    const body = {
      enable_welcome_message: true,
      prompts: ['Order flowers', 'Opening hours'],
      commands: [{ command_name: 'order', command_description: 'Order something' }],
    };
    expect((await call('POST', edge, { body })).body).toEqual(done);
    const node = await test.meta.get(acmeNumber, { token: test.token, query: { fields: edge } });
    expect(node.body).toEqual({ id: acmeNumber, [edge]: { id: acmeNumber, ...body } });
    await call('POST', edge, { query: { prompts: '[]', enable_welcome_message: 'false' } });
    const after = await test.meta.get(acmeNumber, { token: test.token, query: { fields: edge } });
    expect(after.body).toMatchObject({
      [edge]: { enable_welcome_message: false, prompts: [], commands: body.commands },
    });
  });

  it.each([
    [{ prompts: ['1', '2', '3', '4', '5'] }],
    [{ prompts: ['x'.repeat(81)] }],
    [{ commands: [{ command_name: 'x'.repeat(33), command_description: 'y' }] }],
    [{ commands: 'order' }],
    [{ enable_welcome_message: 'perhaps' }],
  ])('is refused with %j', async (body) => {
    expect(readError(await call('POST', edge, { body }))).toMatchObject({ status: 400, code: 100 });
  });
});

describe('cart and catalogue', () => {
  it('are switched on and off', async () => {
    await call('POST', 'whatsapp_commerce_settings', {
      query: { is_cart_enabled: 'false', is_catalog_visible: 'true' },
    });
    expect((await call('GET', 'whatsapp_commerce_settings')).body).toEqual({
      data: [{ is_cart_enabled: false, is_catalog_visible: true, id: acmeNumber }],
    });
  });
});

describe('blocking', () => {
  const edge = 'block_users';
  const users = (...names: string[]) => ({
    body: { messaging_product: 'whatsapp', block_users: names.map((user) => ({ user })) },
  });

  it('notes who wrote in the last day as blocked, lists them, and takes them off again', async () => {
    test.writes('hi');
    expect((await call('POST', edge, users('+15550190001'))).body).toEqual({
      messaging_product: 'whatsapp',
      block_users: { added_users: [{ input: '+15550190001', wa_id: '15550190001' }] },
    });
    await call('POST', edge, users('15550190001'));
    expect((await call('GET', edge)).body).toMatchObject({
      data: [{ messaging_product: 'whatsapp', wa_id: '15550190001' }],
      paging: expect.any(Object),
    });
    expect((await call('DELETE', edge, users('US.1000000000000001'))).body).toMatchObject({
      block_users: { removed_users: [{ input: 'US.1000000000000001' }] },
    });
    expect((await call('GET', edge)).body).toEqual({ data: [] });
  });

  it('says whom it refused, and does the rest', async () => {
    test.writes('hi');
    const answer = await call('POST', edge, users('15550190001', '15550190002'));
    expect(readError(answer)).toMatchObject({ status: 400, code: 139100 });
    expect(answer.body).toMatchObject({
      block_users: {
        added_users: [{ wa_id: '15550190001' }],
        failed_users: [{ input: '15550190002', errors: [{ code: 131047 }] }],
      },
    });
    expect(readError(await call('DELETE', edge, users('15550190002')))).toMatchObject({ code: 139100 });
  });

  it('needs users, the product and a number of one’s own', async () => {
    for (const body of [{}, { messaging_product: 'whatsapp' }, { messaging_product: 'whatsapp', block_users: [] }]) {
      expect(readError(await call('POST', edge, { body }))).toMatchObject({ code: 100 });
    }
    const elsewhere = await test.meta.get(`${seedNumbers.blueBicycle.id}/block_users`, { token: test.token });
    expect(readError(elsewhere)).toMatchObject({ error_subcode: 33 });
  });
});
