import { type ErrorCode, errorCatalogue } from '@switchboard/contracts';

export interface AppErrorOptions {
  cause?: unknown;
  /** Instead of the code's usual sentence. Shown to people: no secret, no id of another account. */
  message?: string;
  details?: Record<string, unknown>;
  /** Seconds, sent as `Retry-After`. */
  retryAfterSeconds?: number;
}

/** What nobody on the way up can repair. Thrown anywhere, answered in one place (`errorHandler.ts`). */
export class AppError extends Error {
  readonly details: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    options: AppErrorOptions = {},
  ) {
    super(options.message ?? errorCatalogue[code].message, { cause: options.cause });
    this.name = 'AppError';
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Duplicate key: a unique index refused the write. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11000;
}
