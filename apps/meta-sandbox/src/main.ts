import { readConfig } from './config.js';
import { type Sandbox, startSandbox } from './sandbox.js';

async function main(): Promise<void> {
  const sandbox = await startSandbox(readConfig(process.env));
  process.stdout.write(`Meta on your machine: ${sandbox.url} (control page: ${sandbox.url}/__sandbox)\n`);
  stopWithTheParent(sandbox);
}

function stopWithTheParent(sandbox: Sandbox): void {
  const stop = () => {
    sandbox.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Stops when the Node process that started this one is gone.
  if (process.send) process.once('disconnect', stop);
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `The sandbox cannot start: port ${process.env.PORT ?? 4010} is taken. Set PORT to another one.`;
  }
  return error.message;
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
