/**
 * Runs `scripts/<name>.ts`, on a fresh clone too: checks the Node version and installs what is missing first.
 * The only script in plain JavaScript, because nothing that reads TypeScript is installed yet when it starts.
 *
 *   node scripts/run.mjs <name> [arguments…]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** By `engines` of package.json, which has the form `>=20.19 <27`. */
function checkNode() {
  const [, oldestMajor, oldestMinor, firstUnknown] = /^>=(\d+)\.(\d+) <(\d+)$/
    .exec(packageJson.engines.node)
    .map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isNewEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (isNewEnough && major < firstUnknown) return;
  stop(
    `Switchboard needs Node ${oldestMajor}.${oldestMinor} or newer, up to ${firstUnknown - 1}; this is ${process.versions.node}. See https://nodejs.org.`,
  );
}

/** What starts the stack for one machine, with what it would be in production. */
const ofOneMachine = ['start', 'dev'];

/** Set by platforms that run "npm start" when nobody says otherwise: Railway, Render, Heroku, Fly, Cloud Run. */
const platformVariables = ['RAILWAY_ENVIRONMENT_NAME', 'RENDER', 'DYNO', 'FLY_APP_NAME', 'K_SERVICE'];

/** A server's usual "npm start" must not become a simulated Meta and a database of this folder, open to whoever finds it. */
function refuseProduction(script) {
  const isServer = process.env.NODE_ENV === 'production' || platformVariables.some((name) => process.env[name]);
  if (!isServer || !ofOneMachine.includes(script)) return;
  stop(
    `"npm ${script === 'start' ? 'start' : `run ${script}`}" is for one machine, with a simulated Meta and a database in its folder; in production run ` +
      '"node --enable-source-maps apps/api/dist/main.js" and the web beside it, as docs/deploying.md says.',
  );
}

/** Installs when the lockfile is not the one that was installed last. Quiet unless it fails. */
function installDependencies() {
  const lockfile = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  const stampPath = join(root, 'node_modules', '.installed-lockfile');
  if (readIfPresent(stampPath) === lockfile) return;

  process.stdout.write('Installing dependencies…\n');
  const pnpm = packageJson.packageManager.split('+')[0];
  const install = spawnSync('npx', ['--yes', pnpm, 'install', '--frozen-lockfile'], {
    cwd: root,
    encoding: 'utf8',
    // Without a terminal pnpm must not wait for an answer that nobody can give.
    env: { ...process.env, CI: 'true' },
    shell: process.platform === 'win32',
  });
  if (install.status !== 0) {
    process.stderr.write(`${install.stdout ?? ''}${install.stderr ?? ''}`);
    stop(`The dependencies could not be installed${install.error ? `: ${install.error.message}` : '; see above'}.`);
  }
  writeFileSync(stampPath, lockfile);
}

function readIfPresent(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

checkNode();
const [name] = process.argv.splice(2, 1);
if (!name) stop('Say which script to run: node scripts/run.mjs <name>');
refuseProduction(name);
installDependencies();

// In this process and not in a child: a signal then reaches the script itself.
const { register } = await import('tsx/esm/api');
register();
await import(new URL(`./${name}.ts`, import.meta.url).href);
