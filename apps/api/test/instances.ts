import { randomBytes } from 'node:crypto';
import { startApi, type TestApi, type TestApiOptions, testKey } from './harness.js';

/** The second process of one installation: same database, same secrets, same Meta. Stop it before the first. */
export const startBeside = (first: TestApi, options: Partial<TestApiOptions> = {}): Promise<TestApi> =>
  startApi({
    mongoUri: first.config.MONGODB_URI,
    sandbox: first.sandbox,
    ...options,
    env: { ...getSecrets(first), ...options.env },
  });

const secrets = new WeakMap<TestApi, Record<string, string>>();
const getSecrets = (api: TestApi): Record<string, string> => {
  const found = secrets.get(api);
  if (!found) throw new Error('start the first process with startFirst');
  return found;
};

/** The first process of an installation that others join. */
export async function startFirst(options: Partial<TestApiOptions> = {}): Promise<TestApi> {
  const env = {
    JWT_SECRET: randomBytes(32).toString('base64'),
    TOKEN_ENCRYPTION_KEYS: testKey('k1'),
    ...options.env,
  };
  const api = await startApi({ ...options, env });
  secrets.set(api, env);
  return api;
}

/** As if no process of this installation had said anything for a while: those that go on count without the others. */
export async function silence({ connection }: TestApi): Promise<void> {
  await connection.collection('keyHolders').deleteMany({});
  await connection.collection('deliveryWriters').updateMany({}, { $set: { aliveUntil: new Date(0) } });
}
