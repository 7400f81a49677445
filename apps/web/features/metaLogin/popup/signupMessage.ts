import { type IgnoredReason, type SignupReport, signupReport } from '@switchboard/contracts';
import { z } from 'zod';

/** What Embedded Signup's window said (meta-platform 1.3). */
export type SignupMessage =
  /** Any `FINISH…`, known or not. Its ids are claims that the API checks against the token. */
  | { kind: 'finished'; report: SignupReport }
  /** Left early. `step` is the screen, in Meta's word. */
  | { kind: 'cancelled'; step: string | null }
  /** The window showed an error. Meta's support asks for `sessionId`. */
  | { kind: 'failed'; message: string | null; code: string | null; sessionId: string | null };

export type ReadMessage = { kind: 'message'; message: SignupMessage } | { kind: 'ignored'; because: IgnoredReason };

export interface ArrivedMessage {
  origin: string;
  data: unknown;
  /** The window that the login opened, or a frame in it, sent it. */
  fromPopup: boolean;
}

/** Far above a session report, which has a few hundred characters. */
const MAX_CHARACTERS = 64 * 1024;

/**
 * Whether an origin is Meta's: https, and the host is `facebook.com` or below it. A host may well end in "facebook.com"
 * without being Meta's. Only the usual port counts.
 * @param extra An origin that speaks for Meta too: that of the sandbox's script. Null in production.
 */
export function isMetaOrigin(origin: string, extra: string | null): boolean {
  if (extra !== null && origin === extra) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, port } = new URL(origin);
  if (protocol !== 'https:' || port !== '') return false;
  return hostname === 'facebook.com' || hostname.endsWith('.facebook.com');
}

/**
 * The origin of the SDK's script, when it is not Meta's. The API refuses to start in production with another script
 * than Meta's.
 */
export function readSdkOrigin(sdkUrl: string | null): string | null {
  if (sdkUrl === null || !URL.canParse(sdkUrl)) return null;
  const { hostname, origin } = new URL(sdkUrl);
  return hostname === 'connect.facebook.net' ? null : origin;
}

function parsedText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The payload as an object: Meta sends text, and has sent objects. */
function parsePayload(data: unknown): { payload: unknown } | { because: IgnoredReason } {
  if (typeof data === 'string') {
    if (data.length > MAX_CHARACTERS) return { because: 'too_large' };
    return { payload: parsedText(data) };
  }
  try {
    if ((JSON.stringify(data) ?? '').length > MAX_CHARACTERS) return { because: 'too_large' };
  } catch {
    return { because: 'malformed' };
  }
  return { payload: data };
}

const envelope = z.object({
  type: z.string(),
  event: z.string().max(100),
  data: z.record(z.string(), z.unknown()).nullish(),
});

type Data = Record<string, unknown>;

/** A value as text of bounded length. Meta writes codes as numbers and as text. */
function readText(data: Data, name: string, maxLength: number): string | null {
  const value = data[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value.slice(0, maxLength) : null;
}

/** Malformed ids are left out, because only the code is needed to continue. */
function toReport(event: string, data: Data): SignupReport {
  const report: SignupReport = { event };
  for (const name of ['waba_id', 'phone_number_id', 'business_id'] as const) {
    const value = signupReport.shape[name].safeParse(readText(data, name, 100) ?? undefined);
    if (value.success && value.data !== undefined) report[name] = value.data;
  }
  const shared = signupReport.shape.waba_ids.safeParse(data.waba_ids);
  if (shared.success && shared.data !== undefined) report.waba_ids = shared.data;
  return report;
}

function toFailure(data: Data): SignupMessage {
  return {
    kind: 'failed',
    message: readText(data, 'error_message', 1000),
    code: readText(data, 'error_code', 100),
    sessionId: readText(data, 'session_id', 200),
  };
}

function toMessage(event: string, data: Data): SignupMessage | null {
  if (event.startsWith('FINISH')) return { kind: 'finished', report: toReport(event, data) };
  if (event === 'ERROR') return toFailure(data);
  if (event !== 'CANCEL') return null;
  // The second shape of CANCEL: the person reported an error of the window.
  const reported = 'error_message' in data || 'error_code' in data || 'session_id' in data;
  return reported ? toFailure(data) : { kind: 'cancelled', step: readText(data, 'current_step', 100) };
}

/**
 * Reads a `message` event. Other senders use the channel too: they are ignored, with the reason.
 * @param extraOrigin See {@link readSdkOrigin}.
 */
export function readSignupMessage(arrived: ArrivedMessage, extraOrigin: string | null): ReadMessage {
  const ignored = (because: IgnoredReason): ReadMessage => ({ kind: 'ignored', because });
  if (!isMetaOrigin(arrived.origin, extraOrigin)) return ignored('origin');
  if (!arrived.fromPopup) return ignored('window');
  const read = parsePayload(arrived.data);
  if ('because' in read) return ignored(read.because);
  const parsed = envelope.safeParse(read.payload);
  if (!parsed.success) return ignored('malformed');
  const { type, event, data } = parsed.data;
  if (type !== 'WA_EMBEDDED_SIGNUP') return ignored('another_type');
  const message = toMessage(event, data ?? {});
  return message ? { kind: 'message', message } : ignored('unknown_event');
}
