import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestSandbox } from '../test/client.js';
import { seedApp, seedBusinesses, seedCustomers, seedNumbers, seedPerson, seedTemplates, seedWabas } from './seeds.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());

describe('a fresh sandbox', () => {
  it('holds what the seeds name, and tells every portfolio, account and number apart', () => {
    const { sandbox } = meta;
    const { world } = sandbox;
    for (const { digits, ...number } of Object.values(seedNumbers)) {
      expect(world.number(number.id)).toMatchObject(number);
      expect(number.displayPhoneNumber.replaceAll(/\D/g, '')).toBe(digits);
    }
    for (const waba of Object.values(seedWabas)) expect(world.waba(waba.id)).toMatchObject(waba);
    for (const business of Object.values(seedBusinesses)) expect(world.business(business.id)).toMatchObject(business);
    expect(world.person(seedPerson.id)?.businessIds).toEqual(Object.values(seedBusinesses).map(({ id }) => id));
    expect(sandbox.customers).toEqual(Object.values(seedCustomers));
    expect(sandbox).toMatchObject({ appId: seedApp.id, appSecret: seedApp.secret });
    const ids = [seedBusinesses, seedWabas, seedNumbers].flatMap((rows) => Object.values(rows).map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is described as it is', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const named = [seedPerson, ...[seedBusinesses, seedWabas].flatMap((rows) => Object.values(rows))];
    for (const { id, name } of named) expect(readme).toContain(`${name} \`${id}\``);
    for (const { id, displayPhoneNumber } of Object.values(seedNumbers)) {
      expect(readme).toContain(`\`${id}\` ${displayPhoneNumber}`);
    }
    for (const { id, name } of Object.values(seedCustomers)) expect(readme).toContain(`\`${id}\` ${name}`);
  });

  it('has the templates in every account', async () => {
    const wabaId = seedWabas.acmeEvents.id;
    const token = await meta.token({ wabaIds: [wabaId] });
    const { body } = await meta.get(`${wabaId}/message_templates`, { token, query: { limit: '100' } });
    const names = (body.data as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.values(seedTemplates)));
  });
});
