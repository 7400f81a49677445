import type { Connection } from 'mongoose';
import { afterEach, describe, expect, it } from 'vitest';
import { ownDatabase } from '../../test/harness.js';
import { createLogger } from './logger.js';
import { openMongo } from './mongo.js';
import { requireServer, type ServerFacts, serverProblem } from './serverCheck.js';

const server = (version: string, other: Partial<ServerFacts> = {}): ServerFacts => ({
  version,
  versionArray: version.split('.').map(Number),
  hasBulkWrite: true,
  isReplicated: true,
  ...other,
});

describe('the server of a database', () => {
  it.each(['8.0.17', '8.0.30', '8.2.3', '8.3.0', '9.0.0'])('of version %s will do', (version) => {
    expect(serverProblem(server(version), true)).toBeNull();
  });

  it.each(['4.4.30', '7.0.28', '8.0.0', '8.0.16', '8.1.2', '8.2.0', '8.2.2'])('of version %s is refused', (version) => {
    expect(serverProblem(server(version), false)).toMatch(/^MongoDB .*8\.0\.17.*CVE-2025-14847/);
  });

  it('that only speaks like MongoDB is refused', () => {
    expect(serverProblem(server('8.0.17', { hasBulkWrite: false }), false)).toContain('bulkWrite');
  });

  it('that stands alone is refused in production, and will do on one machine', () => {
    const alone = server('8.0.17', { isReplicated: false });
    expect(serverProblem(alone, true)).toContain('replica set');
    expect(serverProblem(alone, false)).toBeNull();
  });
});

describe('this server', () => {
  let connection: Connection;
  afterEach(() => connection.close());

  it('is asked without rights of its own: it will do, and in production it is told to be a replica set', async () => {
    connection = await openMongo(ownDatabase(), createLogger({ level: 'silent' }));
    await expect(requireServer(connection, false)).resolves.toBeUndefined();
    await expect(requireServer(connection, true)).rejects.toThrow('replica set');
  });
});
