import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../test/harness.js';
import { later, minutes } from '../platform/clock.js';
import { conversationModel } from './conversation.model.js';
import { messageModel } from './message.model.js';
import { createTrafficService } from './traffic.service.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

it('who wrote last is known, whatever the business wrote since, to whom, and in which account', async () => {
  const noon = new Date('2026-11-24T12:00:00Z');
  const before = (count: number) => later(noon, -minutes(count));
  const talk = (id: string, used: number, received: number | undefined, over: object = {}) => ({
    _id: id as never,
    ...{ accountId: 'acc_1', phoneNumberId: '700', addresses: [id] },
    lastActivityAt: before(used),
    ...(received === undefined ? {} : { lastInboundAt: before(received) }),
    ...over,
  });
  await api.connection
    .collection('conversations')
    .insertMany([
      talk('answered', 1, 50),
      talk('latest', 20, 20),
      talk('earlier', 30, 30),
      talk('written to', 0, undefined),
      talk('of another number', 5, 5, { phoneNumberId: '701' }),
      talk('of another account', 6, 6, { accountId: 'acc_2' }),
      talk('silent', 400, 400, { phoneNumberId: '702' }),
    ]);
  const traffic = createTrafficService({
    conversations: conversationModel(api.connection),
    messages: messageModel(api.connection),
  });
  const minutesAgo = async (phoneNumberId: string) => {
    const at = await traffic.lastReceived('acc_1', phoneNumberId, before(300));
    return at && (noon.getTime() - at.getTime()) / minutes(1);
  };
  expect(await minutesAgo('700')).toBe(20);
  expect(await minutesAgo('701')).toBe(5);
  expect(await minutesAgo('702')).toBeNull();
});
