import { createContext, runInContext } from 'node:vm';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sdkScript } from './sdkScript.js';

// The script runs in a page. A page that is only as much of a browser as the script asks for shows what it does with it;
// the window itself is tried in a real one by the browser tests.

const home = 'http://localhost:4800';
const loginOptions = {
  config_id: '300100400',
  response_type: 'code',
  override_default_response_type: true,
  extras: { setup: {}, featureType: 'whatsapp_business_app_onboarding' },
};

interface Response {
  status: string;
  authResponse: { code: string } | null;
}

interface Sdk {
  init(settings?: { appId?: string; version?: string }): void;
  login(callback: (response: Response) => void, options?: Record<string, unknown>): void;
}

/** A page that has just run the script. */
class Page {
  readonly opened: URL[] = [];
  readonly errors: string[] = [];
  readonly answers: Response[] = [];
  /** What the browser gives for the window; null when it blocks it. */
  popup: { closed: boolean } | null = { closed: false };
  readonly #listeners = new Set<(event: object) => void>();
  readonly #window: { FB?: Sdk; fbAsyncInit?: () => void } = {};

  constructor(fbAsyncInit?: () => void) {
    if (fbAsyncInit) this.#window.fbAsyncInit = fbAsyncInit;
    const open = (address: string) => {
      this.opened.push(new URL(address));
      return this.popup;
    };
    const context = createContext({
      window: Object.assign(this.#window, { open }),
      document: { currentScript: { src: `${home}/en_US/sdk.js` } },
      location: { origin: 'https://app.test' },
      console: { error: (text: string) => this.errors.push(text) },
      addEventListener: (_name: string, listener: (event: object) => void) => this.#listeners.add(listener),
      removeEventListener: (_name: string, listener: (event: object) => void) => this.#listeners.delete(listener),
      crypto,
      URL,
      URLSearchParams,
      Uint8Array,
      setTimeout,
      setInterval,
      clearInterval,
    });
    runInContext(sdkScript, context);
  }

  get fb(): Sdk {
    if (!this.#window.FB) throw new Error('The script has not set window.FB');
    return this.#window.FB;
  }

  login(): void {
    this.fb.init({ appId: '42', version: 'v26.0' });
    this.fb.login((answer) => this.answers.push(answer), loginOptions);
  }

  get channel(): string {
    return this.opened.at(-1)?.searchParams.get('channel') ?? '';
  }

  receives(data: unknown, { origin = home, source = this.popup }: { origin?: string; source?: unknown } = {}): void {
    for (const listener of this.#listeners) listener({ data, origin, source });
  }

  get listens(): boolean {
    return this.#listeners.size > 0;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe('loading', () => {
  it('calls fbAsyncInit once it is there', () => {
    const ready = vi.fn();
    new Page(ready);
    expect(ready).toHaveBeenCalledOnce();
  });

  it('wants a version', () => {
    expect(() => new Page().fb.init({ appId: '42' })).toThrow('init not called with valid version');
  });

  it('opens nothing before it was initialised', () => {
    const page = new Page();
    page.fb.login(() => undefined, loginOptions);
    expect(page.opened).toEqual([]);
    expect(page.errors).toEqual(['FB.login() called before FB.init().']);
  });
});

describe('FB.login', () => {
  it('opens the window at once, where the script came from', () => {
    const page = new Page();
    page.login();
    const [address] = page.opened;
    expect(`${address?.origin}${address?.pathname}`).toBe(`${home}/v26.0/dialog/embedded_signup`);
    expect(Object.fromEntries(address?.searchParams ?? [])).toMatchObject({
      app_id: '42',
      config_id: '300100400',
      response_type: 'code',
      override_default_response_type: 'true',
      origin: 'https://app.test',
      extras: JSON.stringify(loginOptions.extras),
      channel: expect.stringMatching(/^f[0-9a-f]{24}$/),
    });
  });

  it('gives the code, once', () => {
    const page = new Page();
    page.login();
    page.receives(`cb=${page.channel}&code=AQ1`);
    page.receives(`cb=${page.channel}&code=AQ2`);
    expect(page.answers).toMatchObject([{ status: 'connected', authResponse: { code: 'AQ1' } }]);
    expect(page.listens).toBe(false);
  });

  it('says "unknown" later, and not in the click, when the browser blocks the window', () => {
    const page = new Page();
    page.popup = null;
    page.login();
    expect(page.answers).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(page.answers).toEqual([{ status: 'unknown', authResponse: null }]);
  });

  it('says "unknown" when the window is closed, but lets a last message arrive', () => {
    const page = new Page();
    page.login();
    if (page.popup) page.popup.closed = true;
    vi.advanceTimersByTime(300);
    expect(page.answers).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(page.answers).toEqual([{ status: 'unknown', authResponse: null }]);
    vi.advanceTimersByTime(10_000);
    expect(page.answers).toHaveLength(1);
  });

  it('takes a code that comes just after the window closed', () => {
    const page = new Page();
    page.login();
    if (page.popup) page.popup.closed = true;
    vi.advanceTimersByTime(200);
    page.receives(`cb=${page.channel}&code=AQ1`);
    vi.advanceTimersByTime(10_000);
    expect(page.answers).toMatchObject([{ status: 'connected' }]);
  });

  it('believes no code from elsewhere, from another window, or for another one', () => {
    const page = new Page();
    page.login();
    page.receives(`cb=${page.channel}&code=AQ1`, { origin: 'http://localhost:4800.evil.test' });
    page.receives(`cb=${page.channel}&code=AQ1`, { source: {} });
    page.receives('cb=f000000000000000000000000&code=AQ1');
    page.receives({ cb: page.channel, code: 'AQ1' });
    page.receives('{"type":"WA_EMBEDDED_SIGNUP"}');
    expect(page.answers).toEqual([]);
  });
});
