import type {
  AttemptDto,
  FinishConnectReply,
  Flow,
  SignedInReply,
  SignupReport,
  StartConnectReply,
  StartConnectRequest,
  StatusReply,
} from '@switchboard/contracts';
import type { Express } from 'express';
import request, { type Response } from 'supertest';
import { listeningServer } from './listening.js';

let people = 0;
/** A passphrase that no dictionary attack finds. */
export const goodPassword = 'violet-tugboat-ninety-lanterns';

/** A browser of one person: holds the access token in memory, and cookies. */
export class Client {
  /** Each browser has an address of its own, as limits count by it. */
  address = `198.18.${Math.floor(++people / 250)}.${(people % 250) + 1}`;
  token = '';
  signedIn: SignedInReply | null = null;
  /** What this browser sends beside the usual headers. */
  headers: Record<string, string> = {};
  #cookies = new Map<string, string>();

  constructor(readonly app: Express) {}

  /** As they are sent; null where there is none. */
  get cookie(): string | null {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') || null;
  }

  /** The cookie by which the API knows this browser again, as it is sent. */
  get mark(): string | null {
    const found = [...this.#cookies].find(([name]) => name.endsWith('switchboard-browser'));
    return found ? found.join('=') : null;
  }
  set mark(cookie: string | null) {
    for (const name of [...this.#cookies.keys()]) if (name.endsWith('switchboard-browser')) this.#cookies.delete(name);
    const [, name, value] = /^([^=]+)=(.*)$/.exec(cookie ?? '') ?? [];
    if (name && value) this.#cookies.set(name, value);
  }

  async send(method: 'get' | 'post' | 'patch' | 'put' | 'delete', path: string, body?: unknown): Promise<Response> {
    const call = request(await listeningServer(this.app))
      [method](path)
      .set('X-Forwarded-For', this.address)
      .set(this.headers);
    if (this.token) call.set('Authorization', `Bearer ${this.token}`);
    if (this.cookie) call.set('Cookie', this.cookie);
    const response = body === undefined ? await call : await call.send(body as object);
    for (const setCookie of response.get('Set-Cookie') ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    return response;
  }
  get = (path: string): Promise<Response> => this.send('get', path);
  post = (path: string, body?: unknown): Promise<Response> => this.send('post', path, body);
  put = (path: string, body?: unknown): Promise<Response> => this.send('put', path, body);

  #signedIn(response: Response): SignedInReply {
    const reply: SignedInReply = response.body;
    this.signedIn = reply;
    this.token = reply.token;
    return reply;
  }

  async signUp(name = 'Olive Owner'): Promise<SignedInReply> {
    people += 1;
    const email = `person-${process.pid}-${people}@example.test`;
    const body = { name, email, password: goodPassword, accountName: `Business ${people}` };
    const response = await this.post('/api/auth/signup', body);
    if (response.status !== 201) throw new Error(`sign-up answered ${response.status}: ${response.text}`);
    return this.#signedIn(response);
  }

  async logIn(email: string, password = goodPassword): Promise<Response> {
    const response = await this.post('/api/auth/login', { email, password });
    // Whoever has a second factor has no session yet.
    if (response.status === 200 && !response.body.step) this.#signedIn(response);
    return response;
  }

  /** Takes the second step of a log-in. */
  async secondStep(challenge: string, proof: unknown): Promise<Response> {
    const response = await this.post('/api/auth/second-step', { challenge, proof });
    if (response.status === 200) this.#signedIn(response);
    return response;
  }

  /** Logs in with a passkey alone. */
  async logInWithPasskey(passkey: unknown): Promise<Response> {
    const response = await this.post('/api/auth/passkey', { passkey });
    if (response.status === 200) this.#signedIn(response);
    return response;
  }

  async refresh(): Promise<Response> {
    const response = await this.post('/api/auth/refresh');
    if (response.status === 200) this.#signedIn(response);
    return response;
  }

  /** Somebody who joins this person's account by an invitation. */
  async invite(role: 'owner' | 'support'): Promise<Client> {
    const { body } = await this.post('/api/account/invitations', { role });
    const token = String(body.url).split('#')[1] ?? '';
    people += 1;
    const member = new Client(this.app);
    const email = `person-${process.pid}-${people}@example.test`;
    const response = await member.post('/api/invitations/accept', {
      token,
      name: 'Sam',
      email,
      password: goodPassword,
    });
    if (response.status !== 201) throw new Error(`joining answered ${response.status}: ${response.text}`);
    member.#signedIn(response);
    return member;
  }

  async start(flow: Flow = 'redirect', more: StartConnectRequest = {}): Promise<StartConnectReply> {
    const response = await this.post('/api/integrations/whatsapp/oauth/start', { flow, ...more });
    if (response.status !== 201) throw new Error(`start answered ${response.status}: ${response.text}`);
    return response.body;
  }

  finish = (input: { code: string; state: string; signup?: SignupReport }): Promise<Response> =>
    this.post('/api/integrations/whatsapp/oauth', input);

  async status(): Promise<StatusReply> {
    return (await this.get('/api/integrations/whatsapp/status')).body;
  }

  async attempt(attemptId: string): Promise<AttemptDto> {
    return (await this.get(`/api/integrations/whatsapp/oauth/attempts/${attemptId}`)).body.attempt;
  }

  /** From click to outcome, with a code that the sandbox made as if a person had accepted. */
  async connect(code: string): Promise<FinishConnectReply> {
    const { state } = await this.start();
    const response = await this.finish({ code, state });
    if (response.status !== 200) throw new Error(`connecting answered ${response.status}: ${response.text}`);
    return response.body;
  }
}
