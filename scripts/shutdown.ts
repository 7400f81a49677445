const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A Ctrl-C arrives twice within a moment, once from the terminal and once forwarded by npm: that is still one. */
const SAME_PRESS_MS = 1_000;

/** How often it is checked whether the program that started this one still runs. */
const PARENT_CHECK_MS = 1_000;

/**
 * Runs `stop` on the first Ctrl-C, SIGTERM or SIGHUP, then exits with `exitCode`; a second one exits at once.
 * When the program that started this one is gone without a word (npm, killed), that counts as a signal too.
 * @param exitCode 0 for a program that runs until it is stopped, 1 for one that was interrupted
 */
export function stopOnSignals(stop: () => Promise<void>, exitCode: 0 | 1): void {
  let firstAt: number | undefined;
  const onSignal = () => {
    if (firstAt !== undefined) {
      if (Date.now() - firstAt > SAME_PRESS_MS) process.exit(1);
      return;
    }
    firstAt = Date.now();
    process.stdout.write('\nStopping…\n');
    stop().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  // After a SIGHUP there is no terminal to write to, which must not get in the way of stopping.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  for (const signal of SIGNALS) process.on(signal, onSignal);

  const parentId = process.ppid;
  setInterval(() => {
    if (process.ppid !== parentId && firstAt === undefined) onSignal();
  }, PARENT_CHECK_MS).unref();
}
