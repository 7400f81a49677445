import { Writable } from 'node:stream';
import type { Connection } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { logDatabaseRights, needlessRights, type Privilege } from './databaseRights.js';
import { createLogger } from './logger.js';

const own = (...actions: string[]): Privilege => ({ resource: { db: 'switchboard', collection: '' }, actions });
/** As a server of version 8 lists the role readWrite. */
const readWrite: Privilege[] = [
  own(
    ...['changeStream', 'collStats', 'convertToCapped', 'createCollection', 'createIndex', 'createSearchIndexes'],
    ...['dbHash', 'dbStats', 'dropCollection', 'dropIndex', 'dropSearchIndex', 'find', 'insert', 'killCursors'],
    ...['listCollections', 'listIndexes', 'listSearchIndexes', 'planCacheRead', 'remove', 'renameCollectionSameDB'],
    ...['update', 'updateSearchIndex', 'performRawDataOperations'],
  ),
  { resource: { db: 'switchboard', collection: 'system.js' }, actions: ['find', 'insert', 'remove', 'update'] },
];

describe('a user of the database', () => {
  it('with the one role that is needed may do nothing more', () => {
    expect(needlessRights(readWrite, 'switchboard')).toEqual([]);
  });

  it.each<[string, Privilege, string]>([
    [
      'another database',
      { resource: { db: 'billing', collection: '' }, actions: ['find'] },
      'the database billing: find',
    ],
    ['every database', { resource: { db: '', collection: '' }, actions: ['find'] }, 'every database: find'],
    ['the cluster', { resource: { cluster: true }, actions: ['shutdown'] }, 'the cluster: shutdown'],
    ['everything', { resource: { anyResource: true }, actions: ['anyAction'] }, 'everything: anyAction'],
    ['users', own('find', 'createUser', 'grantRole'), 'the database switchboard: createUser, grantRole'],
    ['the database as a whole', own('dropDatabase'), 'the database switchboard: dropDatabase'],
  ])('with power over %s may do more than is needed', (_what, privilege, said) => {
    expect(needlessRights([...readWrite, privilege], 'switchboard')).toEqual([said]);
  });
});

describe('the start', () => {
  /** What the log says of a connection. */
  async function collectLog(connection: Pick<Connection, 'db' | 'name'>): Promise<string> {
    let lines = '';
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines += chunk;
        done();
      },
    });
    await logDatabaseRights(connection as Connection, createLogger({ level: 'info', destination }));
    return lines;
  }

  /** The engine of the tests has no users: these are answers of a server that has, as its manual prints them. */
  const answering = (users: object[], authenticatedUserPrivileges: Privilege[]) => {
    const authInfo = { authenticatedUsers: users, authenticatedUserPrivileges };
    return { name: 'switchboard', db: { command: async () => ({ authInfo, ok: 1 }) } } as never;
  };
  const me = { user: 'me', db: 'admin' };
  const root: Privilege = { resource: { anyResource: true }, actions: ['anyAction'] };

  it('says what the user may do beyond what is needed, and else nothing', async () => {
    expect(await collectLog(answering([me], readWrite))).toBe('');
    expect(await collectLog(answering([me], [root]))).toContain('everything: anyAction');
  });

  it('says that a database asks nobody who they are, or does not tell', async () => {
    expect(await collectLog(answering([], []))).toContain('asks nobody who they are');
    const command = async () => {
      throw new Error('no such command');
    };
    expect(await collectLog({ name: 'switchboard', db: { command } } as never)).toContain('could not be looked at');
  });
});
