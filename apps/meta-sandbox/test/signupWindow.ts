import { z } from 'zod';
import { seedBusinesses, seedNumbers, seedPerson, seedWabas } from '../src/seeds.js';
import type { TestSandbox } from './client.js';

export const channel = `f${'0123456789ab'.repeat(2)}`;
const pageOrigin = 'http://localhost:3000';

const postsSchema = z.array(z.object({ data: z.unknown(), afterMs: z.number() }));

/** What the page would be told. */
export interface Told {
  /** Every message, in its order, JSON read; the SDK's own are left out. */
  messages: unknown[];
  /** As they were posted. */
  raw: unknown[];
  /** From the SDK's own channel; null when there was none. */
  code: string | null;
  delaysMs: number[];
  staysOpen: boolean;
}

const unescapeHtml = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const attribute = (page: string, name: string) =>
  unescapeHtml(new RegExp(`data-${name}="([^"]*)"`).exec(page)?.[1] ?? '');

const readJson = (data: unknown) => {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
};

/** Drives the signup window the way a browser does, without its script. */
export class SignupWindow {
  page: string;
  status: number;
  readonly #base: string;
  readonly #path: string;
  readonly #nonce: string;

  private constructor(base: string, status: number, page: string) {
    this.#base = base;
    this.status = status;
    this.page = page;
    this.#path = /action="(\/dialog\/signup\/\w+)\//.exec(page)?.[1] ?? '';
    this.#nonce = /name="nonce" value="(\w+)"/.exec(page)?.[1] ?? '';
  }

  /** What `FB.login` opens. */
  static async open(meta: TestSandbox, query: Record<string, string> = {}): Promise<SignupWindow> {
    const asked = new URLSearchParams({
      app_id: meta.sandbox.appId,
      config_id: '300100400',
      response_type: 'code',
      override_default_response_type: 'true',
      extras: '{"setup":{}}',
      origin: pageOrigin,
      channel,
      ...query,
    });
    return SignupWindow.at(meta, `/v26.0/dialog/embedded_signup?${asked}`);
  }

  static async at(meta: TestSandbox, path: string): Promise<SignupWindow> {
    const answer = await fetch(meta.sandbox.url + path);
    return new SignupWindow(meta.sandbox.url, answer.status, await answer.text());
  }

  /** The name of the step on the page, as CANCEL would give it. */
  get step(): string {
    return attribute(this.page, 'step');
  }

  async show(page: string): Promise<this> {
    return this.#take(await fetch(`${this.#base}${this.#path}/${page}`));
  }

  /** Sends the form of a page, and follows to the next one. */
  async submit(page: string, form: Record<string, string | string[]> = {}): Promise<this> {
    const fields = Object.entries({ nonce: this.#nonce, ...form }).flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, each]),
    );
    const body = new URLSearchParams(fields);
    return this.#take(await fetch(`${this.#base}${this.#path}/${page}`, { method: 'POST', body }));
  }

  async #take(answer: Response): Promise<this> {
    this.status = answer.status;
    this.page = await answer.text();
    return this;
  }

  /** Up to the picker of accounts and numbers, or in coexistence to that of numbers. */
  async chooseBusiness(business = seedBusinesses.acme.id): Promise<this> {
    await this.submit('person', { person: seedPerson.id });
    return this.submit('business', { business });
  }

  /** Up to the last step, with an account and a number that are there. */
  async chooseNumber(
    account = `${seedWabas.acmeFlowers.id}:${seedNumbers.acmeFlowers.id}`,
    business?: string,
  ): Promise<this> {
    await this.chooseBusiness(business);
    return this.submit('account', { account });
  }

  confirm(change: Record<string, string | string[]> = {}): Promise<this> {
    return this.submit('permissions', {
      token_kind: 'business',
      token_life: 'never',
      order: 'message_first',
      payload: 'text',
      event: '',
      claimed_waba: '',
      extra_message: 'none',
      ...change,
    });
  }

  leave(how: 'cancel' | 'report' | 'error' | 'close'): Promise<this> {
    return this.submit(how, { step: this.step });
  }

  get next(): string {
    return attribute(this.page, 'next');
  }

  /** What this page posts to the one that opened the window. */
  get told(): Told {
    const posts = postsSchema.parse(JSON.parse(attribute(this.page, 'posts')));
    if (attribute(this.page, 'origin') !== pageOrigin) throw new Error('It would be posted to somebody else');
    const isSdk = (data: unknown) => typeof data === 'string' && data.startsWith(`cb=${channel}&`);
    const sdk = posts.map(({ data }) => data).find(isSdk);
    const others = posts.map(({ data }) => data).filter((data) => !isSdk(data));
    return {
      messages: others.map(readJson),
      raw: posts.map(({ data }) => (isSdk(data) ? 'code' : data)),
      code: sdk === undefined ? null : new URLSearchParams(String(sdk)).get('code'),
      delaysMs: posts.map(({ afterMs }) => afterMs),
      staysOpen: attribute(this.page, 'stays') === 'yes',
    };
  }
}
