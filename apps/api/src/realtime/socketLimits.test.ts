import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { metaFor, said } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import { type Business, newPerson, openInbox, startBusiness } from '../../test/inbox.js';
import { fetchTicket, watch } from '../../test/sockets.js';

/** A sample each time; `npm run attacks:edge` opens 1,500. */
const attackers = Number(process.env.EDGE_CONNECTIONS ?? 200);
const say = (counts: string) => process.stdout.write(`${counts}\n`);

let business: Business;
beforeAll(async () => {
  business = await startBusiness({ limits: { sockets: { ticketMs: 4_000, maxPerSession: 4 } } });
});
afterAll(() => business.stop());

const open: WebSocket[] = [];
/** A connection as a program makes it, that says nothing by itself. */
function bare(address = '203.0.113.5'): WebSocket {
  const socket = new WebSocket(`${business.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    headers: { Origin: 'http://localhost:3000', 'X-Forwarded-For': address },
  });
  open.push(socket);
  return socket;
}
const outcome = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('open', () => resolve('open'));
    socket.once('error', () => resolve('refused'));
  });
const metric = async (name: string) => {
  const { text } = await business.owner.get('/metrics');
  const line = text.split('\n').find((one) => one.startsWith(name));
  return Number(line?.split(' ').at(-1) ?? 0);
};

describe('connections without a ticket', () => {
  it('of one address are counted, those of others are not refused for it, and all are closed soon', async () => {
    const many = Array.from({ length: attackers }, () => bare());
    const closed = many.map((socket) => new Promise((done) => socket.once('close', done)));
    const outcomes = await Promise.all(many.map(outcome));
    const opened = outcomes.filter((one) => one === 'open').length;
    expect(opened).toBe(30);
    // The same network, written in another way.
    expect(await outcome(bare('::ffff:203.0.113.5'))).toBe('refused');
    expect(await outcome(bare('203.0.113.6'))).toBe('open');
    await Promise.all(closed);
    await eventually(async () => expect(await metric('switchboard_waiting_sockets')).toBe(0));
    say(`sockets without a ticket: ${attackers} tried from one address, ${opened} let in, 0 left`);
    expect(await outcome(bare())).toBe('open');
    for (const socket of open.splice(0)) socket.terminate();
  });

  it('are not those of people: with its ticket a socket leaves the count', async () => {
    const watched = await watch(business.url, business.owner);
    expect(await metric('switchboard_waiting_sockets')).toBe(0);
    watched.socket.disconnect();
  });
});

describe('the sockets of one session', () => {
  it('are so many at most; other sessions have their own', async () => {
    const person = await business.owner.invite('support');
    const tabs = await Promise.all(Array.from({ length: 4 }, () => watch(business.url, person)));
    await expect(watch(business.url, person)).rejects.toThrow('too_many_requests');
    const another = await watch(business.url, business.owner);
    tabs[0]?.socket.disconnect();
    await eventually(async () => tabs.push(await watch(business.url, person)));
    for (const { socket } of [...tabs, another]) socket.disconnect();
  });
});

describe('a browser that does not read', () => {
  it('is closed when too much waits for it, and finds everything when it comes back', async () => {
    const person = await business.owner.invite('support');
    const inbox = openInbox(person);
    const { seq } = await inbox.summary();
    const socket = bare('203.0.113.9');
    await once(socket, 'open');
    socket.send(`40${JSON.stringify({ ticket: await fetchTicket(person) })}`);
    await eventually(async () => expect(await metric('switchboard_open_sockets')).toBe(1));
    socket.pause();
    const who = newPerson();
    const meta = metaFor(business.api, business.url);
    let sent = 0;
    // What the system itself holds for a connection differs: until it is full, nothing waits with us.
    while ((await metric('switchboard_open_sockets')) === 1 && sent < 6_000) {
      const large = Array.from({ length: 60 }, () => said('x'.repeat(4_000), { from: who.waId, name: who.name }));
      await meta.deliver(...large);
      sent += large.length;
    }
    await eventually(async () => expect(await metric('switchboard_open_sockets')).toBe(0));
    expect(await metric('switchboard_sockets_refused_total{reason="not_reading"}')).toBe(1);
    say(`a browser that does not read: closed after ${sent} messages of 4 KB`);
    const first = await inbox.changes(seq);
    expect(first).toMatchObject({ reset: false, more: true });
    expect(first.change.messages.length + first.change.refilled.length).toBeGreaterThan(0);
    socket.terminate();
  });
});
