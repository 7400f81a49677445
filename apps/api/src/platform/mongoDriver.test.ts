import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { mongo } from 'mongoose';
import { inject, it, onTestFinished } from 'vitest';
import { withinTime } from './databaseTimer.js';

/**
 * Mended in `patches/`: without it the driver awaits the answer for ever. Where it is the driver's own question whether the
 * server is there, the driver never finds the server again.
 */
it('a command that is being written while its connection closes fails', async ({ expect }) => {
  const sockets: Socket[] = [];
  const keep = (message: unknown) => void sockets.push((message as { socket: Socket }).socket);
  subscribe('net.client.socket', keep);
  onTestFinished(() => void unsubscribe('net.client.socket', keep));
  const client = new mongo.MongoClient(inject('mongoUri'), { monitorCommands: true });
  onTestFinished(() => client.close());
  await client.connect();
  await client.db().command({ ping: 1 });

  client.once('commandStarted', () => {
    for (const socket of sockets) socket.destroy();
  });
  await expect(withinTime(20_000, client.db().command({ ping: 1 }))).rejects.toThrow(/closed/);
});
