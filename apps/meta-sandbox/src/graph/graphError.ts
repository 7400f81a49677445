interface GraphErrorDetails {
  subcode?: number | undefined;
  httpStatus?: number | undefined;
  type?: string | undefined;
  isTransient?: boolean | undefined;
  details?: string | undefined;
  userTitle?: string | undefined;
  userMessage?: string | undefined;
  /** Fields beside the error, where a call was done in part. */
  beside?: Readonly<Record<string, unknown>> | undefined;
}

/** Statuses other than 400, by error code. */
const statusOfCode = new Map<number, number>([
  [0, 401],
  [2, 503],
  [3, 500],
  [10, 403],
  [190, 401],
  [368, 403],
  [803, 404],
  [131000, 500],
  [131005, 403],
  [131016, 500],
  [131031, 403],
  [131045, 500],
  [131057, 500],
  [130497, 403],
  [133000, 500],
  [133004, 503],
]);

function toHttpStatus(code: number): number {
  if (code >= 200 && code <= 299) return 403;
  return statusOfCode.get(code) ?? 400;
}

/** An error of the Graph API. `message` is sent as it is. */
export class GraphError extends Error {
  readonly code: number;
  readonly httpStatus: number;
  readonly #details: GraphErrorDetails;

  constructor(code: number, message: string, details: GraphErrorDetails = {}) {
    super(message);
    this.code = code;
    this.httpStatus = details.httpStatus ?? toHttpStatus(code);
    this.#details = details;
  }

  /** Only message, type, code and fbtrace_id are always there. */
  toBody(fbtraceId: string): { error: Record<string, unknown> } {
    const { subcode, type = 'OAuthException', isTransient, details, userTitle, userMessage, beside } = this.#details;
    return {
      ...beside,
      error: {
        message: this.message,
        type,
        code: this.code,
        ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
        ...(subcode ? { error_subcode: subcode } : {}),
        ...(isTransient === undefined ? {} : { is_transient: isTransient }),
        ...(userTitle === undefined ? {} : { error_user_title: userTitle }),
        ...(userMessage === undefined ? {} : { error_user_msg: userMessage }),
        fbtrace_id: fbtraceId,
      },
    };
  }
}

/**
 * The id does not exist, or the token may not see it: Meta does not say which. `userMessage` is the sandbox's own hint.
 */
export function cannotSee(method: string, id: string, userMessage?: string): GraphError {
  const userTitle = userMessage === undefined ? undefined : notServedTitle;
  return new GraphError(
    100,
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    { subcode: 33, type: 'GraphMethodException', userTitle, userMessage },
  );
}

const notServedTitle = 'Not served by this sandbox';

/** Says that the sandbox lacks something that Meta has, instead of imitating an answer. */
export function notServed(method: string, what: string): GraphError {
  return new GraphError(100, `(#100) ${method} ${what} is not served by this sandbox`, {
    type: 'GraphMethodException',
    userTitle: notServedTitle,
    userMessage: `Meta has ${method} ${what}. It is not served by this sandbox; its README lists what is.`,
  });
}

export function nonexistingField(field: string, nodeType: string): GraphError {
  return new GraphError(100, `(#100) Tried accessing nonexisting field (${field}) on node type (${nodeType})`);
}

export function missingParameter(name: string): GraphError {
  return new GraphError(100, `(#100) The parameter ${name} is required`);
}

export function badParameter(details: string): GraphError {
  return new GraphError(100, '(#100) Invalid parameter', { details });
}

const revokedMessages = new Map<number, string>([
  [458, 'Error validating access token: The user has not authorized application.'],
  [459, 'Error validating access token: The user is enrolled in a blocking, logged-in checkpoint.'],
  [460, 'Error validating access token: The session has been invalidated because the user changed the password.'],
  [464, 'Error validating access token: Sessions for the user are not allowed because the user is not confirmed.'],
  [467, 'Error validating access token: This session is invalid.'],
  [492, 'Error validating access token: Session does not match current stored session.'],
]);

/** Subcode 0: no subcode. */
export function tokenRevoked(subcode: number): GraphError {
  const message = revokedMessages.get(subcode) ?? 'Error validating access token: The session has been invalidated.';
  return new GraphError(190, message, { subcode });
}

export function tokenExpired(expiredAtMs: number, nowMs: number): GraphError {
  const say = (ms: number) => new Date(ms).toUTCString();
  return new GraphError(
    190,
    `Error validating access token: Session has expired on ${say(expiredAtMs)}. The current time is ${say(nowMs)}.`,
    { subcode: 463 },
  );
}

export const tokenUnknown = () => new GraphError(190, 'Invalid OAuth access token - Cannot parse access token');
