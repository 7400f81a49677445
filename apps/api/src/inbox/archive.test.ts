import { randomUUID } from 'node:crypto';
import { messageDto } from '@switchboard/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { metaFor, said } from '../../test/deliveries.js';
import { type Business, newPerson, startBusiness } from '../../test/inbox.js';
import { runReleaseStep } from '../../test/releaseStep.js';
import { createModels } from '../models.js';
import { readArchive } from './archive.js';

let business: Business;
beforeAll(async () => {
  business = await startBusiness();
});
afterAll(() => business.stop());

/** It starts a process, which may compile the sources first: on a busy machine that takes its time. */
const patience = { timeout: 240_000 };

it(
  'the archive of an account has each of its messages from before a time on a line, and nobody else’s',
  patience,
  async () => {
    const { api, url, owner, accountId, inbox } = business;
    const [anna, ben] = [newPerson(), newPerson()];
    const meta = metaFor(api, url);
    for (const { waId, userId, name } of [anna, ben]) {
      await meta.deliver(said(`I am ${name}`, { from: waId, userId, name, wamid: `wamid.OF${waId}` }));
    }
    const { id } = await business.with(anna);
    await owner.post(`/api/conversations/${id}/messages`, {
      clientId: randomUUID(),
      type: 'text',
      text: 'Line\nbreak',
    });
    await api.connection.collection('messages').insertOne({
      ...(await api.connection.collection('messages').findOne({ conversationId: id })),
      ...{ _id: 'theirs' as never, accountId: 'another', wamid: 'wamid.theirs' },
    });

    const asked = ['archive', '--account', accountId, '--before', '2100-01-01T00:00:00Z'];
    const { code, output, complaint } = await runReleaseStep(api.config, asked);
    expect([code, complaint]).toEqual([0, '3 messages\n']);
    const lines = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ofAnna = lines.filter(({ conversationId }) => conversationId === id);
    expect(ofAnna.map(({ wamid, customer, content }) => [wamid, customer.phone, content.text])).toEqual([
      [`wamid.OF${anna.waId}`, `+${anna.waId}`, `I am ${anna.name}`],
      [null, `+${anna.waId}`, 'Line\nbreak'],
    ]);
    expect(ofAnna.map((line) => messageDto.parse(line))).toEqual(await inbox.thread(id));
    expect(lines.map(({ customer }) => customer.name).sort()).toEqual([anna.name, anna.name, ben.name]);

    const { inbox: models } = createModels(api.connection);
    const none = readArchive(models, { accountId, before: new Date('2020-01-01') });
    expect((await none.next()).done).toBe(true);
  },
);
