import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { readWamid } from '../index.js';
import { conversationActNames, conversationActs } from './conversationActs.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(async () => {
  await test.sandbox.webhooksIdle();
  await test.restart();
});

const control = () => supertest(`${test.sandbox.url}/__sandbox`);
const submit = (form: string, fields: Record<string, string | string[]>, status = 303) =>
  control().post(`/forms/${form}`).type('form').send(fields).expect(status);
const ana = { number: acmeNumber, customer: 'ana' };
const page = async () => (await control().get('/').expect(200)).text;

/** Both have written something, and nothing of it is left to arrive. */
async function afterAFewWords() {
  test.writes('hi');
  readSentWamid(await test.sendText('hello'));
  await test.sandbox.webhooksIdle();
  test.receiver.clear();
}

describe('the conversations of the control page', () => {
  // Silent ones change what is said next.
  const silent = new Set(['parent_id']);

  it.each(conversationActNames.filter((name) => !silent.has(name)))(
    'lets it happen, and tells of it: %s',
    async (act) => {
      await afterAFewWords();
      await submit('conversation-acts', { ...ana, act });
      await test.sandbox.webhooksIdle();
      expect(test.receiver.changes().length).toBeGreaterThan(0);
    },
  );

  it('have a button for each act and each sample', async () => {
    const text = await page();
    for (const heading of Object.keys(conversationActs)) expect(text).toContain(`<h3>${heading}</h3>`);
    for (const name of conversationActNames) expect(text).toContain(`data-testid="act-${name}"`);
  });

  it('name people and messages as chosen', async () => {
    await submit('conversation-acts', {
      ...ana,
      act: 'text',
      wamid_names: 'userId',
      addressing: 'plus',
      other_way: 'customer',
    });
    await submit('conversation-acts', { ...ana, act: 'new_id', shape: 'ids_in_body' });
    await submit('conversation-acts', { ...ana, act: 'parent_id' });
    await submit('conversation-acts', { ...ana, act: 'text' });
    await test.sandbox.webhooksIdle();
    const [text, system, later] = test.receiver.listed('messages');
    expect(text).toMatchObject({ from: '+15550190001' });
    expect(readWamid(String(text?.id))).toMatchObject({ peer: 'US.1000000000000001' });
    expect(system).toMatchObject({ from: '', system: { type: 'user_changed_user_id' } });
    expect(later).toMatchObject({ from_parent_user_id: expect.stringMatching(/^US\.ENT\./) });
  });

  it('do nothing to what is not there, and refuse what is not offered', async () => {
    await submit('conversation-acts', { ...ana, customer: 'nobody', act: 'text' });
    await submit('conversation-acts', { ...ana, act: 'edit' });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.received).toEqual([]);
    await submit('conversation-acts', { ...ana, act: 'explode' }, 400);
  });

  it('set up who answers a number, and what is free', async () => {
    const form = { number: acmeNumber, agent: 'on', ours: ['escalation', 'marketing'], partners: 'utility', free: '2' };
    await submit('routing', form);
    const text = await page();
    expect(text).toContain('0 of 2 free messages used');
    expect(text).toMatch(new RegExp(`checked[^>]*data-testid="ours-escalation-${acmeNumber}"`));
    test.writes('hi');
    await test.sandbox.webhooksIdle();
    expect(test.receiver.changes()).toMatchObject([{ field: 'standby' }]);
    await submit('routing', { number: acmeNumber, free: '1000' });
    await submit('routing', { number: acmeNumber, free: '1', ours: 'ai_agent' }, 400);
    await submit('routing', { number: '1', free: '1' });
  });
});
