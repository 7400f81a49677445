/** Next calls it once, before the first request. */
export async function register(): Promise<void> {
  // Said this way round, what follows is left out of the bundle for other runtimes.
  if (process.env.NEXT_RUNTIME === 'nodejs' && process.env.NODE_ENV === 'production') {
    const { startProblems } = await import('./lib/startCheck');
    const problems = startProblems(process.env);
    if (problems.length === 0) return;
    process.stderr.write(
      `Switchboard's web cannot start, its environment is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}\n`,
    );
    process.exit(1);
  }
}
