import { z } from 'zod';
import { type IssueCodeInput, type Sandbox, type SandboxOptions, startSandbox } from '../src/index.js';

export const redirectUri = 'http://localhost:3000/integrations/whatsapp/callback';

const jsonObject = z.record(z.string(), z.unknown());

export interface GraphAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

interface CallOptions {
  token?: string;
  query?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as a form. */
  form?: Record<string, string>;
  version?: string;
}

/** A sandbox with a clock that only moves when told to, and a caller for it. */
export class TestSandbox {
  readonly sandbox: Sandbox;
  readonly #clock: { ms: number };

  private constructor(sandbox: Sandbox, clock: { ms: number }) {
    this.sandbox = sandbox;
    this.#clock = clock;
  }

  static async start(options: SandboxOptions = {}): Promise<TestSandbox> {
    const clock = { ms: Date.parse('2026-11-22T10:00:00Z') };
    return new TestSandbox(await startSandbox({ now: () => clock.ms, ...options }), clock);
  }

  get now(): number {
    return this.#clock.ms;
  }
  later(seconds: number): void {
    this.#clock.ms += seconds * 1000;
  }

  async call(method: string, path: string, options: CallOptions = {}): Promise<GraphAnswer> {
    const { token, query = {}, body, form, version = 'v26.0' } = options;
    const response = await fetch(`${this.sandbox.url}/${version}/${path}?${new URLSearchParams(query)}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    return { status: response.status, headers: response.headers, body: jsonObject.parse(await response.json()) };
  }

  get(path: string, options: CallOptions = {}): Promise<GraphAnswer> {
    return this.call('GET', path, options);
  }
  post(path: string, options: CallOptions = {}): Promise<GraphAnswer> {
    return this.call('POST', path, options);
  }

  exchange(code: string, change: Record<string, string> = {}): Promise<GraphAnswer> {
    const { appId, appSecret } = this.sandbox;
    const query = { client_id: appId, client_secret: appSecret, code, redirect_uri: redirectUri, ...change };
    return this.get('oauth/access_token', { query });
  }

  /** A token for what `input` says, got the way an app gets one. */
  async token(input: IssueCodeInput = {}): Promise<string> {
    const { body } = await this.exchange(this.sandbox.issueCode({ redirectUri, ...input }));
    return String(body.access_token);
  }

  get appToken(): string {
    return `${this.sandbox.appId}|${this.sandbox.appSecret}`;
  }
}

const graphError = z.looseObject({
  message: z.string(),
  type: z.string(),
  code: z.number(),
  error_subcode: z.number().optional(),
  fbtrace_id: z.string().min(10),
});

/** The error part of an answer and its HTTP status, without the id that differs every time. */
export function readError({ status, body }: GraphAnswer) {
  const { fbtrace_id, ...error } = graphError.parse(body.error);
  return { status, ...error };
}
