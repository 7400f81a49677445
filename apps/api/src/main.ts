import { createServer } from 'node:http';
import { preparePasswords } from './accounts/password.js';
import { preparePasskeys } from './accounts/secondFactor/passkeyCeremony.js';
import { createApp } from './app.js';
import { type Config, readConfig } from './config.js';
import { systemClock } from './platform/clock.js';
import { createLogger } from './platform/logger.js';
import { openMongo } from './platform/mongo.js';

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

const config = configOrExit();
const logger = createLogger({
  level: config.LOG_LEVEL,
  pretty: config.NODE_ENV === 'development' && process.stdout.isTTY === true,
});

async function start() {
  const connection = await openMongo(config.MONGODB_URI, logger);
  const [app] = await Promise.all([
    createApp({ config, connection, logger, clock: systemClock }),
    preparePasswords(),
    preparePasskeys(),
  ]);
  const server = createServer(app.listener);
  // Longer than what stands in front keeps a connection: whoever closes first must not be the one that is asked next.
  server.keepAliveTimeout = 75_000;
  app.attach(server);
  app.startJobs();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, resolve);
  });
  logger.info({ port: config.PORT, graphVersion: config.META_GRAPH_VERSION }, 'api is listening');

  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ why }, 'stopping');
    // Whatever hangs must not keep the process: the balancer has moved on by then.
    setTimeout(() => process.exit(1), 15_000).unref();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await app.stop();
    // Requests that are being answered get a moment; clients that only hold a connection open do not keep the process.
    setTimeout(() => server.closeAllConnections(), 3_000).unref();
    await closed;
    await connection.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('SIGINT', () => void stop('SIGINT'));
  process.once('disconnect', () => void stop('the process that started it has gone'));
}

start().catch((error: unknown) => {
  logger.fatal({ err: error }, 'cannot start');
  process.stderr.write(`Switchboard's API cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
