import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * Paths that are cut out of every log line. The rule is not to log such values in the first place; this is the net
 * under it.
 */
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

/** Errors of the database carry the documents they are about, and with them what customers wrote. */
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
  /** Gets each line beside standard output. */
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
  // What is logged is decided once, by the logger's own level.
  const everything = { level: 'trace' } as const;
  const streams = [pino.destination(1), options.ship].map((stream) => ({ ...everything, stream }));
  return pino(settings, pino.multistream(streams));
}

/** A log of its own among the lines, marked `log: name`: written however little is logged else. */
export const ownLog = (logger: Logger, name: string): Logger =>
  logger.child({ log: name }, logger.level === 'silent' ? {} : { level: 'info' });

export type { Logger };
