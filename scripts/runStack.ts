import { relative } from 'node:path';
import { stopCommands } from './command.js';
import { PHONES_PATH, type Ports } from './environments.js';
import { stopOnSignals } from './shutdown.js';
import type { Stack, StackOptions } from './stack.js';
import { build } from './turbo.js';

/**
 * Builds, starts the stack, tells the person at the terminal about it, and runs until it is stopped or a part crashes.
 * @param buildFilters turbo's filters for what has to be built first; absent: everything
 */
export async function runStack(
  options: Omit<StackOptions, 'signal' | 'onNotice'>,
  buildFilters?: string[],
): Promise<void> {
  const abort = new AbortController();
  let starting: Promise<Stack> | undefined;
  stopOnSignals(async () => {
    abort.abort();
    await stopCommands();
    const stack = await starting?.catch(() => undefined);
    await stack?.stop();
  }, 0);

  process.stdout.write('Building…\n');
  const isBuilt = await build({ quiet: true, filters: buildFilters });
  if (abort.signal.aborted) return;
  if (!isBuilt) process.exit(1);

  process.stdout.write('Starting…\n');
  // Loaded only now: it needs a package that has just been built.
  const { partLabels, startStack } = await import('./stack.js');
  starting = startStack({
    ...options,
    signal: abort.signal,
    onNotice: (text) => process.stdout.write(`${text}\n`),
  });
  try {
    const stack = await starting;
    process.stdout.write(welcome(stack, partLabels, options.mode));
    throw new Error(await stack.crashed);
  } catch (error) {
    if (abort.signal.aborted) return;
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

function welcome(stack: Stack, labels: Record<keyof Ports, string>, mode: StackOptions['mode']): string {
  const { urls, movedPorts, mongoDataDir, logDir } = stack;
  const here = (path: string) => relative(process.cwd(), path) || path;
  const meta = urls.sandbox
    ? [
        'Sign up, then click Connect WhatsApp. Meta is simulated on this machine; see what it holds',
        `and make things go wrong at ${urls.sandbox}/__sandbox`,
        `Write as a customer, on a customer’s phone: ${urls.sandbox}${PHONES_PATH}`,
        'To use a real Meta app, see docs/real-meta-app.md',
      ]
    : ['Sign up, then click Connect WhatsApp. It uses your Meta app, from META_APP_ID.'];
  const lines = [
    `Switchboard is running:  ${urls.web}`,
    '',
    ...meta,
    '',
    ...movedPorts.map(
      ({ name, preferred, used }) => `Port ${preferred} is taken, so the ${labels[name]} uses ${used}.`,
    ),
    `Data: ${mongoDataDir ? here(mongoDataDir) : 'in your own database, from MONGODB_URI'}    Logs: ${here(logDir)}`,
    mode === 'dev' ? 'Edits are reloaded. Press Ctrl-C to stop.' : 'Press Ctrl-C to stop.',
  ];
  return `\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n\n`;
}
