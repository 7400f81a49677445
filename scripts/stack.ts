import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DevMongo, startDevMongo } from '@switchboard/dev-mongo';
import { describeEnvironments, type Environments, type Ports, preferredPorts, usesSandbox } from './environments.js';
import { keepRunning } from './keepRunning.js';
import { type HeldPorts, holdPorts } from './ports.js';
import { describeEnd, runToItsEnd, type Service, startService, waitUntilHealthy } from './service.js';
import { loadSecrets, plainEnvironment, readSettings, type Settings } from './settings.js';

/** The whole product running on this machine: MongoDB, the Meta sandbox, the API and the web. */
export interface Stack {
  urls: { web: string; api: string /** Absent when a real Meta app is set. */; sandbox?: string };
  ports: Ports;
  /** Ports that were taken, with the one used instead. */
  movedPorts: HeldPorts['moved'];
  /** With the database name. */
  mongodbUri: string;
  /** The folder that holds the data; absent when `MONGODB_URI` names a database elsewhere. */
  mongoDataDir?: string;
  logDir: string;
  /** What each program was told: secrets for a test that signs a webhook, addresses, ids. */
  environments: Environments;
  /** The process ids at this moment. */
  pids(): { mongo?: number; sandbox?: number; api: number; web: number };
  /**
   * Ends the API (as a crash would, with `SIGKILL`) and starts it again on the same port and data; resolves when it
   * is ready.
   */
  restartApi(how?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Resolves, with a text that says which part and why, when a part stopped by itself. The stack has stopped then. */
  crashed: Promise<string>;
  /** Stops everything in the reverse order of its start and leaves no process. May be called again. */
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Where data, secrets and logs are kept. Made if missing. */
  dataDir: string;
  /** `production-build` runs what was built; `dev` runs the sources and reloads them. */
  mode: 'production-build' | 'dev';
  /** Lets a debugger into the API at port 9229; in `dev` only. */
  inspectsApi?: boolean;
  /** Ports to prefer; a free one is taken when one is in use. 0 asks for any free one. */
  ports?: Partial<Ports>;
  /** What the developer has set. Absent: read from the environment and `.env`. Tests give their own. */
  settings?: Settings;
  /** Does not start the web, for tests that look at no page. */
  withoutWeb?: boolean;
  /** Receives every line the programs say, besides their log files. */
  onLine?: (name: keyof Ports, line: string) => void;
  /** Told what happens to a part while the stack goes on, in words for the person at the terminal. */
  onNotice?: (text: string) => void;
  /** Gives up the start, or stops what was started. */
  signal?: AbortSignal;
}

/** The parts as they are called in messages. */
export const partLabels: Record<keyof Ports, string> = { web: 'web', api: 'API', sandbox: 'Meta sandbox' };

const root = fileURLToPath(new URL('..', import.meta.url));
const DATABASE_NAME = 'switchboard';
const START_TIMEOUT_MS = { 'production-build': 60_000, dev: 120_000 };

/**
 * Starts everything and waits until it answers.
 * @throws Error naming the part that could not start, with the last lines of its log; nothing is left running then
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { mode, onLine, signal } = options;
  const dataDir = resolve(root, options.dataDir);
  const logDir = join(dataDir, 'logs');
  await mkdir(logDir, { recursive: true, mode: 0o700 });
  const settings = options.settings ?? (await readSettings(root));
  const { ports, moved: movedPorts, release: releasePorts } = await holdPorts({ ...preferredPorts, ...options.ports });
  const urls = {
    web: `http://localhost:${ports.web}`,
    api: `http://localhost:${ports.api}`,
    sandbox: usesSandbox(settings) ? `http://localhost:${ports.sandbox}` : undefined,
  };

  let mongo: DevMongo | undefined;
  const services = new Map<keyof Ports, Service>();
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    for (const name of ['web', 'api', 'sandbox'] as const) await services.get(name)?.stop();
    await mongo?.stop();
    releasePorts();
  };
  signal?.addEventListener('abort', () => void stop());

  let reportCrash: (text: string) => void = () => undefined;
  const crashed = new Promise<string>((report) => {
    reportCrash = report;
  });
  const stopAfterCrash = async (text: string) => {
    if (isStopping) return;
    await stop();
    reportCrash(text);
  };
  const expectedToEnd = new Set<Service>();

  try {
    if (!settings.MONGODB_URI) mongo = await startDevMongo({ dataDir: join(dataDir, 'mongo') });
    const mongodbUri = settings.MONGODB_URI ?? mongo?.withDatabase(DATABASE_NAME) ?? '';
    // The engine lets one Switchboard into the folder: a second one must not make other secrets for the same data.
    const secrets = await loadSecrets(dataDir);
    const environments = describeEnvironments({ settings, secrets, ports, mongodbUri });

    const toEnvironment = (name: keyof Ports) => ({
      ...plainEnvironment(),
      ...environments[name],
      // The database outlives a restart, and so do the tokens in it.
      ...(name === 'sandbox' ? { SANDBOX_KEEP_FILE: join(dataDir, 'sandbox.json') } : {}),
    });
    const prepareDatabase = () =>
      runToItsEnd({
        name: 'preparation of the database',
        ...apiProgram('release', mode),
        env: toEnvironment('api'),
        logFile: join(logDir, 'release.log'),
      });
    const launch = (name: keyof Ports, isRestart: boolean): Service => {
      signal?.throwIfAborted();
      const service = startService({
        name: partLabels[name],
        ...findProgram(name, options, ports),
        env: toEnvironment(name),
        logFile: join(logDir, `${name}.log`),
        appendLog: isRestart,
        onLine: onLine && ((line) => onLine(name, line)),
      });
      services.set(name, service);
      return service;
    };
    const whenHealthy = (name: keyof Ports, service: Service) =>
      waitUntilHealthy(service, healthUrl(name, ports), START_TIMEOUT_MS[mode]);
    const start = async (name: keyof Ports, isRestart = false): Promise<Service> => {
      const service = launch(name, isRestart);
      await whenHealthy(name, service);
      return service;
    };
    const watch = async (name: keyof Ports, first: Service) => {
      const ended = await keepRunning(first, {
        launch: () => launch(name, true),
        whenHealthy: (service) => whenHealthy(name, service),
        isStopping: () => isStopping,
        onNotice: options.onNotice ?? (() => undefined),
      });
      if (!expectedToEnd.has(ended.service)) void stopAfterCrash(describeEnd(ended.service, ended.how));
    };
    const restartApi = async (how: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
      const old = services.get('api');
      if (old) expectedToEnd.add(old);
      await old?.stop(how);
      void watch('api', await start('api', true));
    };

    const isWanted = { sandbox: urls.sandbox !== undefined, api: true, web: !options.withoutWeb };
    await prepareDatabase();
    const parts = (['sandbox', 'api', 'web'] as const).filter((name) => isWanted[name]);
    const started = await Promise.all(parts.map(async (name) => [name, await start(name)] as const));
    for (const [name, service] of started) void watch(name, service);
    void mongo?.exited.then(() => stopAfterCrash('The MongoDB engine stopped by itself.'));

    return {
      urls,
      ports,
      movedPorts: movedPorts.filter(({ name }) => name !== 'sandbox' || urls.sandbox),
      mongodbUri,
      mongoDataDir: mongo?.dataDir,
      logDir,
      environments,
      pids: () => ({
        mongo: mongo?.pid,
        sandbox: services.get('sandbox')?.pid,
        api: services.get('api')?.pid ?? 0,
        web: services.get('web')?.pid ?? 0,
      }),
      restartApi,
      crashed,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function healthUrl(name: keyof Ports, ports: Ports): string {
  const paths = { sandbox: '/__sandbox/health', api: '/readyz', web: '/login' };
  return `http://localhost:${ports[name]}${paths[name]}`;
}

function findProgram(
  name: keyof Ports,
  { mode, inspectsApi }: StackOptions,
  ports: Ports,
): { args: string[]; cwd: string } {
  if (name === 'web') {
    const cwd = join(root, 'apps/web');
    return mode === 'dev'
      ? { args: ['node_modules/next/dist/bin/next', 'dev', '-p', `${ports.web}`], cwd }
      : { args: ['.next/standalone/apps/web/server.js'], cwd };
  }
  const cwd = join(root, name === 'api' ? 'apps/api' : 'apps/meta-sandbox');
  const inspect = inspectsApi && name === 'api' ? ['--inspect=9229'] : [];
  return mode === 'dev'
    ? { args: ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', ...inspect, 'src/main.ts'], cwd }
    : { args: ['--enable-source-maps', 'dist/main.js'], cwd };
}

/** Another program of the API's, which runs and ends. */
function apiProgram(name: string, mode: StackOptions['mode']): { args: string[]; cwd: string } {
  const cwd = join(root, 'apps/api');
  return mode === 'dev'
    ? { args: ['node_modules/tsx/dist/cli.mjs', `src/${name}.ts`], cwd }
    : { args: ['--enable-source-maps', `dist/${name}.js`], cwd };
}
