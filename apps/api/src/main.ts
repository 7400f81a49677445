import { preparePasswords } from './accounts/password.js';
import { preparePasskeys } from './accounts/secondFactor/passkeyCeremony.js';
import { createApp } from './app.js';
import { configOrExit } from './config.js';
import { systemClock } from './platform/clock.js';
import { logDatabaseRights } from './platform/databaseRights.js';
import { createDatabaseWatch } from './platform/databaseWatch.js';
import { createHttpServer } from './platform/httpServer.js';
import { createLogger, ownLog } from './platform/logger.js';
import { createLogShipper } from './platform/logShipper.js';
import { openMongo, waitForMongo } from './platform/mongo.js';
import { outboundHosts } from './platform/outbound.js';
import { setTracer, type Tracer } from './platform/tracing.js';
import { plaintextIn } from './platform/transport.js';

const config = configOrExit();
const shipper = config.LOG_SHIP_URL ? createLogShipper(config.LOG_SHIP_URL, reportShipping) : undefined;
const logger = createLogger({
  ship: shipper,
  level: config.LOG_LEVEL,
  pretty: config.NODE_ENV === 'development' && process.stdout.isTTY === true,
});

/** On standard output alone, as the other system is away. */
function reportShipping(event: 'connected' | 'away', letGo: number, reason?: string): void {
  const own = ownLog(createLogger({ level: config.LOG_LEVEL }), 'shipping');
  if (event === 'connected') own.info({ letGo }, 'the log is sent to the other system');
  else own.error({ letGo, reason }, 'the log cannot be sent to the other system; it is tried again');
}

/** `EX_TEMPFAIL` of sysexits.h: whoever runs this process starts it again. */
const startAnew = 75;

/** OpenTelemetry's libraries are loaded where somebody wants traces, and nowhere else. */
async function startTracing(): Promise<Tracer | undefined> {
  if (!config.OTEL_EXPORTER_OTLP_ENDPOINT) return undefined;
  const { startOpenTelemetry } = await import('./platform/openTelemetry.js');
  const tracer = startOpenTelemetry(config.OTEL_EXPORTER_OTLP_ENDPOINT, logger);
  setTracer(tracer);
  return tracer;
}

async function start() {
  const plaintext = plaintextIn(config);
  if (plaintext.length > 0) logger.warn({ plaintext }, 'what is named here goes over a network without TLS');
  logger.info({ outbound: outboundHosts(config) }, 'connects to these hosts and to no others');
  const tracer = await startTracing();
  const open = () => openMongo(config.MONGODB_URI, logger);
  const connection = await waitForMongo(open, config.DATABASE_WAIT_SECONDS, logger);
  if (config.NODE_ENV === 'production') await logDatabaseRights(connection, logger);
  const [app] = await Promise.all([
    createApp({ config, connection, logger, clock: systemClock }),
    preparePasswords(),
    preparePasskeys(),
  ]);
  const server = createHttpServer(app.listener);
  app.attach(server);
  app.startJobs();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: config.PORT, host: config.BIND_ADDRESS }, resolve);
  });
  const watch = createDatabaseWatch({
    ...{ connection, uri: config.MONGODB_URI, logger },
    // Nothing under way can end well without the database, and nothing acknowledged is lost.
    onLost: () => process.exit(startAnew),
  });
  watch.start();
  logger.info({ port: config.PORT, graphVersion: config.META_GRAPH_VERSION }, 'api is listening');

  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) return;
    stopping = true;
    watch.stop();
    logger.info({ why }, 'stopping');
    // Work that hangs must not keep the process.
    setTimeout(() => process.exit(1), 15_000).unref();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await app.stop();
    // Clients that only hold a connection open do not keep the process.
    setTimeout(() => server.closeAllConnections(), 3_000).unref();
    await closed;
    await connection.close();
    await tracer?.stop();
    await shipper?.end(2_000);
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('SIGINT', () => void stop('SIGINT'));
  process.once('disconnect', () => void stop('the process that started it has gone'));
}

start().catch(async (error: unknown) => {
  logger.fatal({ err: error }, 'cannot start');
  process.stderr.write(`Switchboard's API cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  await shipper?.end(2_000);
  process.exit(1);
});
