import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Express } from 'express';

const servers = new WeakMap<Express, Promise<Server>>();

async function listen(app: Express): Promise<Server> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** The one server of an app for all its browsers. Supertest would open and close one for each request. */
export function listeningServer(app: Express): Promise<Server> {
  const server = servers.get(app) ?? listen(app);
  servers.set(app, server);
  return server;
}

/** Whoever is being answered still gets the answer. */
export async function stopListening(app: Express): Promise<void> {
  const server = await servers.get(app);
  servers.delete(app);
  server?.close();
}
