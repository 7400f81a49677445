import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestSandbox } from '../../test/client.js';
import { seedNumbers, seedWabas } from '../seeds.js';

let folder: string;
let keepFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-keeping-'));
  keepFile = join(folder, 'sandbox.json');
});
afterEach(() => rm(folder, { recursive: true }));

const acme = seedWabas.acmeFlowers.id;
const phoneNumberId = seedNumbers.acmeFlowers.id;

describe('a sandbox that is started again', () => {
  it('still knows tokens, subscriptions, customers and their 24 hours', async () => {
    const first = await TestSandbox.start({ keepFile });
    const token = await first.token();
    await first.post(`${acme}/subscribed_apps`, { token });
    first.sandbox.world.updateNumber(phoneNumberId, { qualityRating: 'RED' });
    first.sandbox.addCustomer({ id: 'boris', name: 'Boris', waId: '15550190099' });
    first.sandbox.customerWrites({ customerId: 'boris', phoneNumberId, content: { type: 'text', body: 'hi' } });
    first.sandbox.customerPrefers({ customerId: 'boris', phoneNumberId, value: 'stop' });
    first.sandbox.setRouting(phoneNumberId, { agentIsOn: true });
    const { id: groupId } = first.sandbox.addGroup({ phoneNumberId, subject: 'Fair', customerIds: ['boris'] });
    await first.sandbox.stop();
    expect((await stat(keepFile)).mode & 0o777).toBe(0o600);

    const second = await TestSandbox.start({ keepFile });
    expect((await second.get(acme, { token })).status).toBe(200);
    expect(second.sandbox.isSubscribed(acme)).toBe(true);
    expect(second.sandbox.world.number(phoneNumberId)).toMatchObject({ qualityRating: 'RED' });
    expect(second.sandbox.customers.find(({ id }) => id === 'boris')).toMatchObject({ waId: '15550190099' });
    expect(second.sandbox.setRouting(phoneNumberId, {})).toMatchObject({ agentIsOn: true });
    const body = { messaging_product: 'whatsapp', to: '15550190099', type: 'text', text: { body: 'hello' } };
    second.sandbox.setWebhookDials({ windowError: 'sync' });
    expect((await second.post(`${phoneNumberId}/messages`, { token, body })).status).toBe(200);
    const content = { type: 'text', body: 'all' } as const;
    second.sandbox.customerWrites({ customerId: 'boris', phoneNumberId, groupId, content });
    await second.sandbox.stop();
  });

  it('forgets what was reset, and starts anew over a file that is not its own', async () => {
    const first = await TestSandbox.start({ keepFile });
    const token = await first.token();
    first.sandbox.reset();
    await first.sandbox.stop();
    const second = await TestSandbox.start({ keepFile });
    expect(readError(await second.get(acme, { token }))).toMatchObject({ code: 190 });
    await second.sandbox.stop();
    for (const text of ['{"version":2}', 'not JSON']) {
      await writeFile(keepFile, text);
      const third = await TestSandbox.start({ keepFile });
      expect(third.sandbox.customers).toHaveLength(6);
      await third.sandbox.stop();
      expect(JSON.parse(await readFile(keepFile, 'utf8'))).toMatchObject({ version: 1 });
    }
  });
});
