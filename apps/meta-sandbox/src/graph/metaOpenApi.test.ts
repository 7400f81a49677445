import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphAnswer } from '../../test/client.js';
import { acme, acmeNumber, MessagingTest, wamidOf } from '../../test/messaging.js';
import { metaOpenApiCalls } from '../../test/metaOpenApi.js';
import { messageExamples, templateExamples } from '../../test/metaOpenApiExamples.js';
import { sampleFile } from '../index.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const scopes = ['business_management', 'whatsapp_business_management', 'whatsapp_business_messaging'];
const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');

/** The table of the README: how each call is answered. */
function tableOfReadme(): Map<string, string> {
  const answers = new Map<string, string>();
  const [, section = ''] = readme.split("## Held to Meta's OpenAPI description");
  for (const [, path, ...cells] of section
    .split('\n## ')[0]
    ?.matchAll(/^\| `(\/[^`]+)` +\| ([^|]*)\| ([^|]*)\| ([^|]*)\|$/gm) ?? []) {
    ['served', 'not served', 'nonexisting'].forEach((answer, column) => {
      for (const [method] of cells[column]?.matchAll(/[A-Z]+/g) ?? []) answers.set(`${method} ${path}`, answer);
    });
  }
  return answers;
}

const table = tableOfReadme();

/** What an answer amounts to. A refusal of Meta's own (something is missing, say) is an answer of a served call. */
function kindOf({ status, body }: GraphAnswer): string {
  const error = Object(body.error);
  if (String(error.error_user_msg).includes('not served by this sandbox')) return 'not served';
  if (String(error.message).includes('nonexisting field')) return 'nonexisting';
  const isMetas = status === 200 || (typeof error.code === 'number' && typeof error.fbtrace_id === 'string');
  return isMetas && error.error_subcode !== 33 ? 'served' : `${status} ${JSON.stringify(body)}`;
}

async function uploadedId(): Promise<string> {
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('file', new Blob([Buffer.from(sampleFile('image').bytes)], { type: 'image/png' }), 'sky.png');
  const url = `${test.sandbox.url}/v26.0/${acmeNumber}/media?access_token=${test.token}`;
  return String(Object(await (await fetch(url, { method: 'POST', body: form })).json()).id);
}

describe("Meta's OpenAPI description", () => {
  it('is the table of the README, call by call', () => {
    expect([...table.keys()].sort()).toEqual([...metaOpenApiCalls].sort());
  });

  it.each(metaOpenApiCalls)('%s is answered as the README says', async (call) => {
    await test.restart({ scopes });
    const [method = '', path = ''] = call.split(' ');
    const query = { prefilled_message: 'Hello' };
    const link = await test.meta.post(`${acmeNumber}/message_qrdls`, { token: test.token, query });
    const { body: templates } = await test.meta.get(`${acme}/message_templates`, { token: test.token });
    const [template] = Array.isArray(templates.data) ? templates.data : [];
    const mediaId = await uploadedId();
    const { body: media } = await test.meta.get(mediaId, { token: test.token });
    const user = await test.meta.get('me', { token: test.token });
    const ids: Record<string, unknown> = {
      'Application-ID': test.sandbox.appId,
      'Business-ID': '500100200300',
      'Media-ID': mediaId,
      'Media-URL': String(media.url).split('/').slice(3).join('/'),
      'Phone-Number-ID': acmeNumber,
      'QR-Code-ID': link.body.code,
      TEMPLATE_ID: template?.id,
      'User-ID': user.body.id,
      'WABA-ID': acme,
    };
    const filled = path
      .slice(1)
      .replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => String(ids[name] ?? '1234567890'));
    if (path === '/{Media-URL}') {
      const headers = { authorization: `Bearer ${test.token}`, 'user-agent': 'Acme-Inbox/1.0' };
      expect((await fetch(`${test.sandbox.url}/${filled}`, { headers })).status).toBe(200);
      expect(table.get(call)).toBe('served');
      return;
    }
    expect(kindOf(await test.meta.call(method, filled, { token: test.token }))).toBe(table.get(call));
  });

  it.each(Object.entries(messageExamples))('its message is taken: %s', async (_name, example) => {
    const inbound = test.writes('hi');
    const id = await uploadedId();
    const text = JSON.stringify(example).replaceAll('MEDIA_ID', id).replaceAll('INBOUND', inbound);
    const body = { messaging_product: 'whatsapp', to: '15550190001', ...JSON.parse(text) };
    wamidOf(await test.meta.post(`${acmeNumber}/messages`, { token: test.token, body }));
  });

  it.each(Object.entries(templateExamples))('its template is created: %s', async (_name, { sent, ...example }) => {
    const name = 'from_the_description';
    const body = { name, language: 'en_US', ...example };
    const created = await test.meta.post(`${acme}/message_templates`, { token: test.token, body });
    expect(created.body).toMatchObject({ status: 'PENDING', category: example.category });
    const template = { name, language: { code: 'en_US', policy: 'deterministic' }, components: sent };
    wamidOf(await test.send({ to: '15550190001', recipient_type: 'individual', type: 'template', template }));
  });
});
