import { type CatalogueEntry, type ErrorCode, errorCatalogue, errorReply } from '@switchboard/contracts';

/**
 * The API's codes, and two of the browser: `offline`, the request or its answer was lost; `unreachable`, something else
 * than our API answered.
 */
export type ProblemCode = ErrorCode | 'offline' | 'unreachable';

const ownEndings: Record<Exclude<ProblemCode, ErrorCode>, CatalogueEntry> = {
  offline: {
    title: 'You seem to be offline',
    message: 'Switchboard could not be reached. Check your internet connection.',
    next: 'retry',
  },
  unreachable: {
    title: 'Switchboard is not answering',
    message: 'Its server cannot be reached at the moment. This is usually over in a minute.',
    next: 'retry',
  },
};

export function findEnding(code: ProblemCode): CatalogueEntry {
  return code === 'offline' || code === 'unreachable' ? ownEndings[code] : errorCatalogue[code];
}

interface ApiErrorInput {
  code: ProblemCode;
  message?: string;
  status?: number | null;
  requestId?: string;
  details?: Record<string, unknown>;
  /** The API's `Retry-After`. */
  retryAfterSeconds?: number | null;
  cause?: unknown;
}

/** A failed request, with words for a person in `message`. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly status: number | null;
  readonly requestId: string | undefined;
  readonly details: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | null;

  constructor({ code, message, status, requestId, details, retryAfterSeconds, cause }: ApiErrorInput) {
    super(message ?? findEnding(code).message, { cause });
    this.name = 'ApiError';
    this.code = code;
    this.status = status ?? null;
    this.requestId = requestId;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds ?? null;
  }

  /** The answer was lost, so nobody knows what the server did. */
  get isTransport(): boolean {
    return this.code === 'offline' || this.code === 'unreachable';
  }

  /** The API waits for its database; asking again does no harm. */
  get isDatabaseAway(): boolean {
    return this.code === 'database_unavailable';
  }
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError({ code: 'internal', cause: error });
}

/** The seconds of a `Retry-After` header; our API sends no dates. */
export function parseRetryAfter(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null;
}

/**
 * The error of an API answer.
 * @param body The parsed JSON, or anything when something else answered.
 */
export function toApiError(status: number, body: unknown, retryAfter: string | null = null): ApiError {
  const parsed = errorReply.safeParse(body);
  if (!parsed.success) return new ApiError({ code: 'unreachable', status });
  const { code, message, requestId, details } = parsed.data;
  return new ApiError({
    code,
    message,
    status,
    requestId,
    details,
    retryAfterSeconds: parseRetryAfter(retryAfter),
  });
}

/** The message with the time to wait, when the API named one. */
export function readMessage(error: ApiError): string {
  if (error.code !== 'too_many_requests' || error.retryAfterSeconds === null) return error.message;
  const minutes = Math.ceil(error.retryAfterSeconds / 60);
  const wait = error.retryAfterSeconds <= 90 ? `${error.retryAfterSeconds} seconds` : `${minutes} minutes`;
  return `There were too many tries in a short time. Try again in ${wait}.`;
}
