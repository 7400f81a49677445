import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestSandbox } from '../../test/client.js';
import { seedBusinesses, seedNumbers, seedWabas } from '../seeds.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());
beforeEach(() => meta.sandbox.reset());

const acme = seedWabas.acmeFlowers.id;
const scopes = ['business_management', 'whatsapp_business_management', 'whatsapp_business_messaging'];
const read = async (path: string, fields: string, token?: string) =>
  meta.get(path, { token: token ?? (await meta.token({ scopes })), query: { fields } });

describe('edges asked for as fields', () => {
  it('stand in the answer as their lists', async () => {
    const { body } = await read(acme, 'id,phone_numbers{id,display_phone_number},message_templates.limit(1){name}');
    expect(body).toMatchObject({
      id: acme,
      phone_numbers: {
        data: [
          { id: seedNumbers.acmeFlowers.id, display_phone_number: seedNumbers.acmeFlowers.displayPhoneNumber },
          { id: seedNumbers.acmeSecond.id, display_phone_number: seedNumbers.acmeSecond.displayPhoneNumber },
        ],
        paging: { cursors: { after: expect.any(String) } },
      },
      message_templates: { data: [{ name: 'hello_world' }] },
    });
  });

  it('take modifiers, and go on behind their own next link', async () => {
    const { body } = await read(acme, 'name,phone_numbers.limit(1).fields(id)');
    expect(body).toMatchObject({ name: 'Acme Flowers', phone_numbers: { data: [{ id: seedNumbers.acmeFlowers.id }] } });
    const next = Object(Object(body.phone_numbers).paging).next;
    expect(next).toContain(`${acme}/phone_numbers?`);
    expect(await (await fetch(String(next))).json()).toMatchObject({ data: [{ id: seedNumbers.acmeSecond.id }] });
  });

  it('may be nested, also for each member of a list', async () => {
    const inner = 'owned_whatsapp_business_accounts{name,phone_numbers.limit(1){id}}';
    const expected = {
      data: [
        { id: acme, name: 'Acme Flowers', phone_numbers: { data: [{ id: seedNumbers.acmeFlowers.id }] } },
        {
          id: seedWabas.acmeEvents.id,
          name: 'Acme Events',
          phone_numbers: { data: [{ id: seedNumbers.acmeEvents.id }] },
        },
      ],
    };
    const token = await meta.token({ scopes, wabaIds: [acme, seedWabas.acmeEvents.id] });
    const node = await read(seedBusinesses.acme.id, `id,${inner}`, token);
    expect(node.body).toMatchObject({ id: seedBusinesses.acme.id, owned_whatsapp_business_accounts: expected });
    const list = await read(
      `${seedBusinesses.acme.id}/owned_whatsapp_business_accounts`,
      'name,phone_numbers.limit(1){id}',
      token,
    );
    expect(list.body).toMatchObject(expected);
    const userToken = await meta.token({ scopes, tokenKind: 'user', wabaIds: [acme, seedWabas.acmeEvents.id] });
    const person = await read(
      'me',
      'id,businesses.limit(1){id,owned_whatsapp_business_accounts.limit(1){id}}',
      userToken,
    );
    expect(person.body).toMatchObject({
      businesses: {
        data: [{ id: seedBusinesses.acme.id, owned_whatsapp_business_accounts: { data: [{ id: acme }] } }],
      },
    });
  });

  it('that have nothing in them are left out', async () => {
    const token = await meta.token({ wabaIds: [seedWabas.paperAndPine.id] });
    expect((await read(seedWabas.paperAndPine.id, 'id,phone_numbers', token)).body).toEqual({
      id: seedWabas.paperAndPine.id,
    });
  });

  it('say it when something in them is not there, or the brackets do not match', async () => {
    expect(readError(await read(acme, 'id,phone_numbers{colour}'))).toMatchObject({
      code: 100,
      message: '(#100) Tried accessing nonexisting field (colour) on node type (WhatsAppPhoneNumber)',
    });
    for (const broken of [
      'phone_numbers.limit(1{id}',
      'phone_numbers.limit(1)){id}',
      'phone_numbers{id',
      '.limit(1)',
    ]) {
      expect(readError(await read(acme, broken))).toMatchObject({ code: 2500 });
    }
  });

  it('need what they need when they are asked for by themselves', async () => {
    const token = await meta.token({ scopes: ['whatsapp_business_management'] });
    const user = await meta.token({ tokenKind: 'user', scopes: [] });
    expect(readError(await read('me', 'id,businesses{id}', user))).toMatchObject({ code: 200 });
    expect(readError(await read(seedWabas.blueBicycle.id, 'id,phone_numbers{id}', token))).toMatchObject({
      error_subcode: 33,
    });
  });
});
