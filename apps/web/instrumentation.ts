/** Next calls it once, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NODE_ENV !== 'production') return;
  const { transportProblem } = await import('./lib/startCheck');
  const problem = transportProblem(process.env);
  if (!problem) return;
  process.stderr.write(`Switchboard's web cannot start: ${problem}\n`);
  process.exit(1);
}
