/**
 * `npm run deploy:check`: does what deploy/*.Dockerfile say, without containers, and starts what comes of it. The repository is
 * copied as git knows it, so that nothing built or installed here is used; `.dockerignore` is not looked at. Minutes; `npm test` has a short form.
 */
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, runCommand, stopCommands } from './command.js';
import { dockerfileNames, environmentOf, readDockerfile, type Stage } from './deploy/dockerfile.js';
import { stopOnSignals } from './shutdown.js';
import { build } from './turbo.js';

const folder = await mkdtemp(join(tmpdir(), 'swb-images-'));
await chmod(folder, 0o755);
const remove = () => rm(folder, { recursive: true, force: true });
stopOnSignals(async () => {
  await stopCommands();
  await remove();
}, 1);

/** The repository's files, without those that are ignored. */
const known = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter(Boolean);

/** Does the COPY and RUN steps of a stage in `to`. @throws Error naming the step that failed */
async function doSteps({ steps, ...stage }: Stage, to: string): Promise<void> {
  for (const { keyword, text } of steps) {
    if (keyword === 'COPY') {
      const names = text.split(/\s+/).slice(0, -1);
      for (const name of names.includes('.') ? known : names) {
        await mkdir(dirname(join(to, name)), { recursive: true });
        await cp(join(root, name), join(to, name), { verbatimSymlinks: true });
      }
    } else if (keyword === 'RUN') {
      process.stdout.write(`RUN ${text}\n`);
      const env = environmentOf({ steps, ...stage });
      if (!(await runCommand('sh', ['-c', `cd '${to}' && ${text}`], { quiet: true, env })))
        throw new Error(`Failed: ${text}`);
    }
  }
}

try {
  const folders = { api: join(folder, 'api'), web: join(folder, 'web') };
  for (const name of dockerfileNames) {
    process.stdout.write(`\n── deploy/${name}.Dockerfile\n`);
    const [first, last] = readDockerfile(name);
    if (!first || !last) throw new Error('It has no two stages.');
    const workshop = join(folder, `${name}-build`);
    await mkdir(workshop);
    await doSteps(first, workshop);
    const copied = last.steps.find(({ text }) => text.startsWith('--from=build'))?.text.split(/\s+/)[1] ?? '';
    await cp(join(workshop, copied.replace(/^\/repo\//, '')), folders[name], {
      recursive: true,
      verbatimSymlinks: true,
    });
    const size = execFileSync('du', ['-sm', folders[name]], { encoding: 'utf8' }).split('\t')[0];
    process.stdout.write(`${size} MB go into the image of the ${name}.\n`);
  }
  process.stdout.write('\n── Starting both\n');
  if (!(await build({ quiet: true, filters: ['@switchboard/dev-mongo'] })))
    throw new Error('There is no database to start them with.');
  // Loaded only now: it needs the package that has just been built.
  const { findFaults } = await import('./deploy/findFaults.js');
  const faults = await findFaults(folders);
  process.stdout.write(faults.length === 0 ? 'Both run, and end when they are told to.\n' : `${faults.join('\n')}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await remove();
}
