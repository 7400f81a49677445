import { afterEach, describe, expect, it } from 'vitest';
import { expectFailure, phoneNumberId, startClient, startServer, token } from '../test/graphFixture.js';

type Server = Awaited<ReturnType<typeof startServer>>;
const running: Server[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function serveMessages(answerAfterMs = 0) {
  const ports: (number | undefined)[] = [];
  const server = await startServer((request, response) => {
    ports.push(request.socket.remotePort);
    setTimeout(() => response.end('{"messages":[{"id":"wamid.1"}]}'), answerAfterMs);
  });
  running.push(server);
  const { client } = startClient({ baseUrl: server.url });
  const send = () =>
    client.sendMessage({
      phoneNumberId,
      token,
      to: { phone: '+15550100001' },
      content: { type: 'text', body: 'Hello' },
      callbackData: 'message-1',
    });
  return { send, ports, client };
}
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the connection of a message', () => {
  it('is taken again by the next one of a burst, but not when it has been idle', async () => {
    const { send, ports } = await serveMessages();
    expect((await send()).ok && (await send()).ok).toBe(true);
    await wait(2_300);
    expect((await send()).ok).toBe(true);
    expect(ports[1]).toBe(ports[0]);
    expect(ports[2]).not.toBe(ports[0]);
  });

  it('stays while Meta thinks', async () => {
    const { send } = await serveMessages(2_500);
    expect((await send()).ok).toBe(true);
  });

  it('is not made again when it breaks, because the message may have been taken', async () => {
    const server = await startServer((request) => request.socket.resetAndDestroy());
    running.push(server);
    const { client } = startClient({ baseUrl: server.url });
    const failure = expectFailure(
      await client.sendMessage({
        phoneNumberId,
        token,
        to: { userId: 'US.1' },
        content: { type: 'text', body: 'Hello' },
        callbackData: 'message-1',
      }),
    );
    expect(failure).toMatchObject({ kind: 'meta_unreachable', outcome: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });
});
