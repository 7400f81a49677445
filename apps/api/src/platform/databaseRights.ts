import type { Connection } from 'mongoose';
import type { Logger } from './logger.js';

/** As `connectionStatus` with `showPrivileges` answers (MongoDB manual, "connectionStatus"). */
export interface Privilege {
  resource: { db?: string; collection?: string; cluster?: boolean; anyResource?: boolean; system_buckets?: string };
  actions: readonly string[];
}

/** The role `readWrite` (MongoDB manual, "Built-in roles"), with what 8.0 and later add to it. */
const needed = new Set([
  ...['find', 'insert', 'remove', 'update', 'bypassDocumentValidation', 'changeStream', 'killCursors'],
  ...['createCollection', 'dropCollection', 'renameCollectionSameDB', 'convertToCapped', 'emptycapped'],
  ...['createIndex', 'dropIndex', 'listIndexes', 'listCollections', 'collStats', 'dbStats', 'dbHash'],
  ...['planCacheRead', 'useUUID', 'performRawDataOperations'],
  ...['createSearchIndexes', 'dropSearchIndex', 'listSearchIndexes', 'updateSearchIndex'],
]);

function describeResource({ resource }: Privilege): string {
  if (resource.anyResource) return 'everything';
  if (resource.cluster) return 'the cluster';
  return resource.db === '' ? 'every database' : `the database ${resource.db}`;
}

/** What a database user may do beyond reading and writing this database, as `where: actions`. Pure. */
export function needlessRights(privileges: readonly Privilege[], database: string): string[] {
  const found = privileges.flatMap((privilege) => {
    const { resource, actions } = privilege;
    const isOwn = resource.db === database && !resource.cluster && !resource.anyResource;
    const excess = isOwn ? actions.filter((action) => !needed.has(action)) : actions;
    return excess.length === 0 ? [] : [`${describeResource(privilege)}: ${excess.slice(0, 3).join(', ')}`];
  });
  return [...new Set(found)];
}

/** Warns in the log where the database user has needless rights, or where there is no user. Never stops a start. */
export async function logDatabaseRights(connection: Connection, logger: Logger): Promise<void> {
  try {
    const answer = await connection.db?.command({ connectionStatus: 1, showPrivileges: true });
    const { authenticatedUsers = [], authenticatedUserPrivileges = [] } = answer?.authInfo ?? {};
    if (authenticatedUsers.length === 0) {
      logger.warn(
        'the database asks nobody who they are: give Switchboard a user of its own (docs/deploying.md, MongoDB)',
      );
      return;
    }
    const needless = needlessRights(authenticatedUserPrivileges, connection.name);
    if (needless.length > 0) {
      logger.warn(
        { needless: needless.slice(0, 10) },
        'the user of the database may do more than is needed: the role readWrite on the one database is enough (docs/deploying.md, MongoDB)',
      );
    }
  } catch (error) {
    logger.warn({ err: error }, 'what the user of the database may do could not be looked at');
  }
}
