import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphAnswer } from '../../test/client.js';
import { acme, acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { metaOpenApiCalls } from '../../test/metaOpenApi.js';
import { messageExamples, templateExamples } from '../../test/metaOpenApiExamples.js';
import { sampleFile } from '../index.js';
import { seedBusinesses } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const scopes = ['business_management', 'whatsapp_business_management', 'whatsapp_business_messaging'];
const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');

/** The table of the README: how each call is answered. */
function readReadmeTable(): Map<string, string> {
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

const table = readReadmeTable();

/** What an answer amounts to. A refusal of Meta's own (something is missing, say) is an answer of a served call. */
function classify({ status, body }: GraphAnswer): string {
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

/** The beginning of each call: an account, and the ids of what is there by the names of the description. */
async function start(call: string): Promise<{ method: string; path: string }> {
  await test.restart({ scopes });
  const [method = '', path = ''] = call.split(' ');
  const query = { prefilled_message: 'Hello' };
  const link = await test.meta.post(`${acmeNumber}/message_qrdls`, { token: test.token, query });
  const { body: templates } = await test.meta.get(`${acme}/message_templates`, { token: test.token });
  const [template] = Array.isArray(templates.data) ? templates.data : [];
  const mediaId = await uploadedId();
  const { body: media } = await test.meta.get(mediaId, { token: test.token });
  const user = await test.meta.get('me', { token: test.token });
  if (path === '/{Media-URL}') return { method, path: String(media.url) };
  const ids: Record<string, unknown> = {
    'Application-ID': test.sandbox.appId,
    'Business-ID': seedBusinesses.acme.id,
    'Media-ID': mediaId,
    'Phone-Number-ID': acmeNumber,
    'QR-Code-ID': link.body.code,
    TEMPLATE_ID: template?.id,
    'User-ID': user.body.id,
    'WABA-ID': acme,
  };
  const filled = path.slice(1).replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => String(ids[name] ?? '1234567890'));
  return { method, path: filled };
}

const download = (url: string) =>
  fetch(url, { headers: { authorization: `Bearer ${test.token}`, 'user-agent': 'Acme-Inbox/1.0' } });

const product = { messaging_product: 'whatsapp' };
const ana = { ...product, block_users: [{ user: '15550190001' }] };
const offer = {
  ...{ name: 'tulips_are_in', language: 'en_US', category: 'MARKETING' },
  components: [{ type: 'BODY', text: 'Tulips are in.' }],
};
const createOffer = () => test.meta.post(`${acme}/message_templates`, { token: test.token, body: offer });
/** What stands in a served call, after what has to be there before it. Those that are not named need nothing. */
const wellFormed: Record<string, () => Promise<{ body?: unknown; query?: Record<string, string> }>> = {
  'POST /{Phone-Number-ID}': async () => ({ body: { pin: '123456' } }),
  'POST /{Phone-Number-ID}/block_users': async () => {
    test.writes('hi');
    return { body: ana };
  },
  'DELETE /{Phone-Number-ID}/block_users': async () => {
    test.writes('hi');
    await test.meta.post(`${acmeNumber}/block_users`, { token: test.token, body: ana });
    return { body: ana };
  },
  'POST /{Phone-Number-ID}/conversational_automation': async () => ({
    body: { enable_welcome_message: true, prompts: ['Opening hours'] },
  }),
  'POST /{Phone-Number-ID}/marketing_messages': async () => {
    await createOffer();
    const template = { name: offer.name, language: { code: offer.language } };
    return { body: { ...product, to: '15550190001', type: 'template', template } };
  },
  'POST /{Phone-Number-ID}/message_qrdls': async () => ({
    body: { prefilled_message: 'A bouquet, please', generate_qr_image: 'SVG' },
  }),
  'POST /{Phone-Number-ID}/messages': async () => {
    test.writes('hi');
    return { body: { ...product, to: '15550190001', type: 'text', text: { body: 'Hello' } } };
  },
  'POST /{Phone-Number-ID}/register': async () => ({ body: { ...product, pin: '123456' } }),
  'POST /{Phone-Number-ID}/request_code': async () => {
    test.sandbox.world.updateNumber(acmeNumber, { codeVerificationStatus: 'NOT_VERIFIED' });
    return { body: { code_method: 'SMS', language: 'en' } };
  },
  'POST /{Phone-Number-ID}/verify_code': async () => {
    const code = '123456';
    test.sandbox.world.updateNumber(acmeNumber, { codeVerificationStatus: 'NOT_VERIFIED', verificationCode: code });
    return { body: { code } };
  },
  'POST /{Phone-Number-ID}/whatsapp_business_profile': async () => ({
    body: { ...product, about: 'Flowers since 1987' },
  }),
  'POST /{Phone-Number-ID}/whatsapp_commerce_settings': async () => ({
    query: { is_cart_enabled: 'false', is_catalog_visible: 'true' },
  }),
  'POST /{TEMPLATE_ID}': async () => ({ body: { components: offer.components } }),
  'POST /{WABA-ID}/message_templates': async () => ({ body: offer }),
  'DELETE /{WABA-ID}/message_templates': async () => {
    await createOffer();
    return { query: { name: offer.name } };
  },
};

describe("Meta's OpenAPI description", () => {
  it('is the table of the README, call by call', () => {
    expect([...table.keys()].sort()).toEqual([...metaOpenApiCalls].sort());
  });

  it.each(metaOpenApiCalls)('%s is answered as the README says', async (call) => {
    const { method, path } = await start(call);
    if (path.startsWith('http'))
      return expect([table.get(call), (await download(path)).status]).toEqual(['served', 200]);
    expect(classify(await test.meta.call(method, path, { token: test.token }))).toBe(table.get(call));
  });

  it.each(metaOpenApiCalls.filter((call) => table.get(call) === 'served'))('%s does what it is for', async (call) => {
    const { method, path } = await start(call);
    const options = await (wellFormed[call] ?? (() => ({})))();
    if (path.startsWith('http')) return expect((await download(path)).status).toBe(200);
    if (path.endsWith('/media')) return expect(await uploadedId()).toMatch(/^\d+$/);
    const { status, body } = await test.meta.call(method, path, { token: test.token, ...options });
    expect([status, body.error]).toEqual([200, undefined]);
  });

  it.each(Object.entries(messageExamples))('its message is taken: %s', async (_name, example) => {
    const inbound = test.writes('hi');
    const id = await uploadedId();
    const text = JSON.stringify(example).replaceAll('MEDIA_ID', id).replaceAll('INBOUND', inbound);
    const body = { messaging_product: 'whatsapp', to: '15550190001', ...JSON.parse(text) };
    readSentWamid(await test.meta.post(`${acmeNumber}/messages`, { token: test.token, body }));
  });

  it.each(Object.entries(templateExamples))('its template is created: %s', async (_name, { sent, ...example }) => {
    const name = 'from_the_description';
    const body = { name, language: 'en_US', ...example };
    const created = await test.meta.post(`${acme}/message_templates`, { token: test.token, body });
    expect(created.body).toMatchObject({ status: 'PENDING', category: example.category });
    const template = { name, language: { code: 'en_US', policy: 'deterministic' }, components: sent };
    readSentWamid(await test.send({ to: '15550190001', recipient_type: 'individual', type: 'template', template }));
  });
});
