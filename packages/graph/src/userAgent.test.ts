import { readFileSync } from 'node:fs';
import nock from 'nock';
import { expect, it } from 'vitest';
import { graphUrl, phoneNumberId, startClient, token, useNock, version } from '../test/graphFixture.js';
import { userAgent } from './userAgent.js';

useNock();

it('names the product and its version', () => {
  const product = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(userAgent).toBe(`Switchboard/${product.version}`);
});

it('goes with every call', async () => {
  nock(`${graphUrl}/${version}`, { reqheaders: { 'user-agent': userAgent } })
    .get(`/${phoneNumberId}`)
    .query(true)
    .reply(200, { health_status: { can_send_message: 'AVAILABLE' } });
  expect((await startClient().client.readHealth(phoneNumberId, token)).ok).toBe(true);
});
