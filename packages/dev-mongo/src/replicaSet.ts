/** A replica set of real MongoDB servers in temporary folders. */
export interface ReplicaSet {
  /** Has no database in it, and names the primary first. */
  uri: string;
  stop(): Promise<void>;
}

/**
 * Starts three members of a version of MongoDB, which is downloaded at first use. The first one stays primary: a wire that tests
 * put in front of a database leads to it.
 */
export async function startReplicaSet(version: string): Promise<ReplicaSet> {
  const { MongoMemoryReplSet } = await import('mongodb-memory-server-core');
  const set = await MongoMemoryReplSet.create({
    binary: { version },
    replSet: { count: 3, storageEngine: 'wiredTiger' },
    instanceOpts: [1, 0, 0].map((priority) => ({ replicaMemberConfig: { priority } })),
  });
  return {
    uri: set.getUri(),
    async stop() {
      await set.stop();
    },
  };
}
