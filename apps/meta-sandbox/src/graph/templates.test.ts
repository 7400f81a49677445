import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readError } from '../../test/client.js';
import { acme, MessagingTest, readSentWamid } from '../../test/messaging.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const listPage = z.object({
  data: z.array(z.looseObject({ id: z.string(), name: z.string(), language: z.string(), status: z.string() })),
  paging: z.object({ cursors: z.object({ after: z.string() }) }),
});

const list = async (query: Record<string, string> = {}) =>
  listPage.parse((await test.meta.get(`${acme}/message_templates`, { token: test.token, query })).body);

const text = (value: string, parameter_name?: string) => ({
  type: 'text',
  text: value,
  ...(parameter_name ? { parameter_name } : {}),
});
const sendTemplate = (name: string, code: string, components: unknown[] = []) =>
  test.send({ to: '+15550190001', type: 'template', template: { name, language: { code }, components } });

describe('the list of templates', () => {
  it('has every situation, a page at a time', async () => {
    const { data, paging } = await list({ limit: '15' });
    const rest = await list({ after: paging.cursors.after });
    const all = [...data, ...rest.data];
    expect(new Set(all.map(({ id }) => id)).size).toBe(20);
    expect(all.map(({ status }) => status)).toEqual(expect.arrayContaining(['APPROVED', 'PENDING', 'REJECTED']));
    expect(all.filter(({ language }) => language === 'de')).toHaveLength(2);
    expect(Object.keys(all[0] ?? {}).sort()).toEqual(
      ['category', 'components', 'id', 'language', 'name', 'parameter_format', 'status'].sort(),
    );
  });

  it('can be filtered and asked for fields', async () => {
    const { data } = await list({
      name: 'spring_offer',
      language: 'de',
      fields: 'name,language,status,rejected_reason',
    });
    expect(data).toEqual([
      { id: expect.any(String), name: 'spring_offer', language: 'de', status: 'APPROVED', rejected_reason: 'NONE' },
    ]);
    expect((await list({ status: 'REJECTED', fields: 'name,language,status,rejected_reason' })).data).toMatchObject([
      { name: 'flash_sale', rejected_reason: 'PROMOTIONAL' },
    ]);
  });

  it('takes several words of a filter, words of its content, and no cursor of its own making', async () => {
    const { data } = await list({ status: '["PENDING","REJECTED"]' });
    expect(data.map(({ status }) => status).sort()).toEqual(['PENDING', 'REJECTED']);
    expect((await list({ name_or_content: 'in bloom' })).data).toMatchObject([{ name: 'spring_offer' }]);
    const query = { after: 'nonsense' };
    const answer = await test.meta.get(`${acme}/message_templates`, { token: test.token, query });
    expect(readError(answer)).toMatchObject({ status: 400, code: 131059 });
  });

  it('knows every field that Meta has', async () => {
    const fields = 'name,quality_score,rejected_reason,previous_category,correct_category,health_status,sub_category';
    expect((await list({ name: 'hello_world', fields: `${fields},language,status` })).data).toHaveLength(1);
  });

  it('needs the permission', async () => {
    await test.restart({ scopes: ['whatsapp_business_messaging'] });
    const answer = await test.meta.get(`${acme}/message_templates`, { token: test.token });
    expect(readError(answer)).toMatchObject({ code: 200 });
  });
});

describe('sending a template', () => {
  it('needs no open window, and costs what its category costs', async () => {
    const answer = await sendTemplate('order_update', 'de', [{ type: 'body', parameters: [text('Ana'), text('A-1')] }]);
    const wamid = readSentWamid(answer);
    expect(answer.body.messages).toEqual([{ id: wamid, message_status: 'accepted' }]);
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('statuses')[0]).toMatchObject({
      status: 'sent',
      pricing: { billable: true, type: 'regular', category: 'utility' },
    });
  });

  it('takes names, headers, buttons and pictures', async () => {
    const named = [text('Ana', 'customer_name'), text('10:30', 'hour'), text('Friday', 'day')];
    readSentWamid(await sendTemplate('appointment_reminder', 'en_US', [{ type: 'body', parameters: named }]));
    readSentWamid(
      await sendTemplate('spring_offer', 'en_US', [
        { type: 'header', parameters: [text('Ana')] },
        { type: 'body', parameters: [text('20 %'), text('Sunday')] },
        { type: 'button', sub_type: 'url', index: '0', parameters: [text('tulips')] },
        { type: 'button', sub_type: 'quick_reply', index: 1, parameters: [{ type: 'payload', payload: 'MORE' }] },
      ]),
    );
    const image = { type: 'image', image: { link: 'https://acme.test/c.jpg' } };
    readSentWamid(
      await sendTemplate('new_catalogue', 'en_US', [
        { type: 'header', parameters: [image] },
        { type: 'body', parameters: [text('Ana')] },
      ]),
    );
    readSentWamid(await sendTemplate('hello_world', 'en_US'));
  });

  const body = (...parameters: unknown[]) => [{ type: 'body', parameters }];
  it.each([
    [132001, 404, 'no_such_template', 'en_US', []],
    [132001, 404, 'order_update', 'fr', []],
    [132001, 404, 'delivery_delay', 'en_US', body(text('A-1'))],
    [132001, 404, 'flash_sale', 'en_US', []],
    [132000, 400, 'order_update', 'en_US', body(text('Ana'))],
    [132000, 400, 'hello_world', 'en_US', body(text('Ana'))],
    [132012, 400, 'appointment_reminder', 'en_US', body(text('a', 'x'), text('b', 'day'), text('c', 'hour'))],
    [131008, 400, 'appointment_reminder', 'en_US', body(text('a'), text('b'), text('c'))],
    [132012, 400, 'new_catalogue', 'en_US', body(text('Ana'))],
    [
      131008,
      400,
      'spring_offer',
      'en_US',
      [{ type: 'header', parameters: [text('Ana')] }, ...body(text('a'), text('b'))],
    ],
    [131009, 400, 'hello_world', 'en_US', [{ type: 'footer', parameters: [] }]],
  ])('is refused with %d (%d): %s in %s', async (code, status, name, language, components) => {
    expect(readError(await sendTemplate(name, language, components))).toMatchObject({ code, status });
  });
});
