import { randomUUID } from 'node:crypto';
import { faultOn } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Meta, metaFor, said } from '../../../test/deliveries.js';
import { type Business, newPerson, startBusiness } from '../../../test/inbox.js';
import { changeSaid } from '../../../test/people.js';

let business: Business;
let meta: Meta;
let anna: ReturnType<typeof newPerson>;
let next: ReturnType<typeof newPerson>;
let id: string;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(async () => {
  [anna, next] = [newPerson(), newPerson()];
  await meta.deliver(said('Hello', { from: anna.waId, userId: anna.userId, name: anna.name, at: now() - 60 }));
  id = (await business.with(anna)).id;
});

const now = () => Math.floor(business.api.clock.now().getTime() / 1000);
const at = (path: string) => `/api/conversations/${id}/messages${path}`;
const moves = (system: Record<string, string>) =>
  meta.deliver(
    changeSaid(
      { type: 'user_changed_number', body: 'A new number', wa_id: next.waId, ...system },
      { at: now() - 30, sender: { from: anna.waId } },
    ),
  );
async function write(text: string): Promise<string> {
  const { status, body } = await business.owner.post(at(''), { clientId: randomUUID(), type: 'text', text });
  expect(status).toBe(201);
  return body.message.id;
}
const shown = async (messageId: string) =>
  (await business.inbox.thread(id)).find((message) => message.id === messageId);
async function sentTo(text: string) {
  await business.api.app.runDueSending();
  return business.api.sandbox
    .sentMessages()
    .filter(({ body }) => (body.text as { body?: string } | undefined)?.body === text)
    .map(({ to, recipient }) => to ?? recipient);
}
const decide = (messageId: string, decision: string) => business.owner.post(at(`/${messageId}/${decision}`), {});

describe('a message that was queued when its customer’s address changed', () => {
  it('waits for a person when the id is another one, and goes to the new address when told to', async () => {
    const text = `Held ${anna.waId}`;
    const messageId = await write(text);
    await moves({ user_id: next.userId });
    expect(await sentTo(text)).toEqual([]);
    expect(await shown(messageId)).toMatchObject({
      status: 'queued',
      held: { from: `+${anna.waId}`, to: `+${next.waId}` },
    });
    const released = await decide(messageId, 'release');
    expect([released.status, released.body.message.held]).toEqual([200, null]);
    expect(await sentTo(text)).toEqual([`+${next.waId}`]);
    expect(await shown(messageId)).toMatchObject({ held: null });
  });

  it('is not sent when told so; whoever presses second is told that it was decided', async () => {
    const text = `Withheld ${anna.waId}`;
    const messageId = await write(text);
    await moves({ user_id: next.userId });
    await sentTo(text);
    expect((await decide(messageId, 'withhold')).body.message).toMatchObject({ status: 'failed', held: null });
    for (const decision of ['withhold', 'release']) {
      const again = await decide(messageId, decision);
      expect([again.status, again.body.code]).toEqual([409, 'message_not_held']);
    }
    expect(await sentTo(text)).toEqual([]);
  });

  it('goes on by itself to the same id’s new number', async () => {
    const text = `Same ${anna.waId}`;
    await write(text);
    await moves({ user_id: anna.userId });
    expect(await sentTo(text)).toEqual([`+${next.waId}`]);
  });

  it('does not hold up what is written for the new address', async () => {
    const [old, fresh] = [`Old ${anna.waId}`, `Fresh ${anna.waId}`];
    await write(old);
    await moves({ user_id: next.userId });
    await write(fresh);
    expect(await sentTo(fresh)).toEqual([`+${next.waId}`]);
    expect(await sentTo(old)).toEqual([]);
  });

  it('that failed and is tried again waits as well', async () => {
    const text = `Failed ${anna.waId}`;
    business.api.sandbox.faults.add(faultOn('{phone}/messages', { kind: 'error', code: 131026 }, { times: 1 }));
    const messageId = await write(text);
    await sentTo(text);
    expect(await shown(messageId)).toMatchObject({ status: 'failed' });
    await moves({ user_id: next.userId });
    const again = await business.owner.post(at(`/${messageId}/retry`), { clientId: randomUUID() });
    expect(again.status).toBe(201);
    expect(await sentTo(text)).toEqual([]);
    expect(await shown(again.body.message.id)).toMatchObject({ held: { from: `+${anna.waId}`, to: `+${next.waId}` } });
  });
});
