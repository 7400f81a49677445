import { type DestinationStream, type Logger, pino } from 'pino';

/** Paths that are cut out of every log line, in case one is logged against the rule. */
const secretPaths = [
  'accessToken',
  'token',
  'password',
  'state',
  'ticket',
  'authorization',
  'cookie',
  '*.accessToken',
  '*.password',
  '*.authorization',
  '*.cookie',
  'req.headers',
  'res.headers',
];

/** Errors of the database contain documents, and with them what customers wrote. */
function safeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const withoutKeys = (text: string) => text.replace(/dup key: .*/g, 'dup key');
  return {
    type: error.name,
    message: withoutKeys(error.message),
    ...('code' in error ? { code: error.code } : {}),
    stack: error.stack && withoutKeys(error.stack),
    ...(error.cause ? { cause: safeError(error.cause) } : {}),
  };
}

interface LoggerOptions {
  level: string;
  pretty?: boolean;
  /** In place of standard output. */
  destination?: DestinationStream;
  /** Gets each line, as standard output does. */
  ship?: DestinationStream | undefined;
}

export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    redact: { paths: secretPaths, censor: '[removed]' },
    base: null,
    serializers: { err: safeError },
  };
  if (options.destination) return pino(settings, options.destination);
  if (options.pretty) return pino({ ...settings, transport: { target: 'pino-pretty', options: { colorize: true } } });
  if (!options.ship) return pino(settings);
  // The logger's own level decides.
  const everything = { level: 'trace' } as const;
  const streams = [pino.destination(1), options.ship].map((stream) => ({ ...everything, stream }));
  return pino(settings, pino.multistream(streams));
}

/** Lines marked `log: name`, which are written from level `info` on whatever the level is. */
export const ownLog = (logger: Logger, name: string): Logger =>
  logger.child({ log: name }, logger.level === 'silent' ? {} : { level: 'info' });

export type { Logger };
