import type { StartConnectReply, StartConnectRequest } from '@switchboard/contracts';
import { accountChange } from '@switchboard/meta-sandbox';
import { type Client, goodPassword } from './client.js';
import { metaFor } from './deliveries.js';
import type { TestApi } from './harness.js';

/** What one browser does, one thing after the other. Several browsers are interleaved. */
export type Actor = (() => Promise<unknown>)[];
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the body of any endpoint; the scenarios look at a few of its fields
  body: any;
}

/** Numbers from a seed, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Plays the browsers against each other: whose turn it is, and whether it is waited for, is drawn. */
export async function interleave(actors: readonly Actor[], random: () => number): Promise<void> {
  const left = actors.map((steps) => [...steps]);
  const busy = new Map<number, Promise<void>>();
  for (;;) {
    const free = left.flatMap((steps, index) => (steps.length > 0 && !busy.has(index) ? [index] : []));
    if (free.length === 0 && busy.size === 0) return;
    if (free.length === 0 || (busy.size > 0 && random() < 0.35)) {
      await Promise.race(busy.values());
      continue;
    }
    const index = free[Math.floor(random() * free.length)] ?? 0;
    const step = left[index]?.shift();
    if (!step) continue;
    busy.set(
      index,
      step().then(() => void busy.delete(index)),
    );
  }
}

let browsers = 0;

/** A browser over bare HTTP, faster than a whole test client. */
export class Browser {
  readonly accountId: string;
  readonly #address = `198.19.${Math.floor(++browsers / 250) % 250}.${(browsers % 250) + 1}`;
  cookie: string | null = null;

  constructor(
    readonly url: string,
    private readonly signedIn: { token: string; accountId: string; userId: string } | null,
  ) {
    this.accountId = signedIn?.accountId ?? '';
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'X-Forwarded-For': this.#address,
        ...(this.signedIn ? { Authorization: `Bearer ${this.signedIn.token}` } : {}),
        ...(this.cookie ? { Cookie: this.cookie } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const set = response.headers.get('set-cookie');
    if (set) this.cookie = set.split(';')[0] ?? null;
    return { status: response.status, body: await response.json() };
  }
  post = (path: string, body?: unknown) => this.send('POST', `/api${path}`, body);

  start = async (more: StartConnectRequest = {}): Promise<StartConnectReply> =>
    (await this.post('/integrations/whatsapp/oauth/start', more)).body;
  finish = (code: string, state: string, signup?: object) =>
    this.post('/integrations/whatsapp/oauth', { code, state, ...(signup ? { signup } : {}) });
  leave = (state: string) => this.post('/integrations/whatsapp/oauth/cancel', { state, reason: 'denied' });
  choose = (attemptId: string, phoneNumberIds: string[]) =>
    this.post(`/integrations/whatsapp/oauth/attempts/${attemptId}/choose`, { phoneNumberIds });
  retry = (attemptId: string) => this.post(`/integrations/whatsapp/oauth/attempts/${attemptId}/retry`);
  handOver = async () => {
    const { body } = await this.post('/integrations/whatsapp/handovers');
    return { id: String(body.handover?.handoverId), token: String(body.url).split('#')[1] ?? '' };
  };
  /** As the operator. */
  assign = (wabaId: string, accountId: string, confirmPhone: string) =>
    this.post(`/operator/hosted-signups/${wabaId}/assign`, { accountId, confirmPhone });
  takeBack = (id: string) => this.send('DELETE', `/api/integrations/whatsapp/handovers/${id}`);
  open = async (token: string): Promise<StartConnectReply> => (await this.post('/handover/start', { token })).body;
  finishOpened = (code: string, state: string) => this.post('/handover/finish', { code, state });
  chooseOpened = (phoneNumberIds: string[]) => this.post('/handover/choose', { phoneNumberIds });
}

/** The people of all scenarios: two accounts, with everybody who could be mistaken for somebody else. */
export interface Cast {
  alice: Browser;
  /** The same person, signed in once more. */
  aliceElsewhere: Browser;
  /** Another owner of her account, and its support. */
  anna: Browser;
  sam: Browser;
  /** An owner of another account: whoever attacks. */
  bob: Browser;
  /** Says whose what was shared on Meta's hosted page is. */
  operator: Browser;
}

/** The people, and how they stay signed in while all scenarios are played. */
export async function makeCast(api: TestApi, url: string): Promise<{ cast: Cast; renew: () => Promise<void> }> {
  const everybody: { client: Client; tokens: { token: string } }[] = [];
  const browser = (client: Client) => {
    const { signedIn } = client;
    if (!signedIn) throw new Error('nobody is signed in');
    const { token, account, user } = signedIn;
    const tokens = { token, accountId: account.accountId, userId: user.userId };
    everybody.push({ client, tokens });
    return new Browser(url, tokens);
  };
  const [alice, bob] = [await api.owner(), await api.owner()];
  const elsewhere = api.client();
  await elsewhere.logIn(alice.signedIn?.user.email ?? '', goodPassword);
  const cast = {
    alice: browser(alice),
    aliceElsewhere: browser(elsewhere),
    anna: browser(await alice.invite('owner')),
    sam: browser(await alice.invite('support')),
    bob: browser(bob),
    operator: new Browser(url, { token: api.config.OPERATOR_TOKEN ?? '', accountId: '', userId: '' }),
  };
  return {
    cast,
    // An access token lives ten minutes.
    async renew() {
      for (const { client, tokens } of everybody) {
        const { status } = await client.refresh();
        if (status !== 200) throw new Error(`renewing answered ${status}`);
        tokens.token = client.token;
      }
    },
  };
}

/** One play of a scenario: its own WhatsApp accounts and numbers, and who has earned which of them. */
export class Play {
  readonly businessId: string;
  /** A WABA with one number, and one with two. */
  readonly one: { wabaId: string; numbers: string[] };
  readonly two: { wabaId: string; numbers: string[] };
  /** Accounts whose person finished a login that shares the number. */
  readonly earned = new Map<string, Set<string>>();

  constructor(
    readonly api: TestApi,
    readonly url: string,
    readonly cast: Cast,
  ) {
    const { world } = api.sandbox;
    // Plays side by side have businesses of their own: Meta hands out a token for a business, not for what is meant.
    this.businessId = world.addBusiness({ name: 'Shop' }).id;
    const shared = (count: number) => {
      const { id: wabaId } = world.addWaba({ name: 'Shop', businessId: this.businessId });
      return { wabaId, numbers: Array.from({ length: count }, () => world.addNumber({ wabaId }).id) };
    };
    this.one = shared(1);
    this.two = shared(2);
  }

  get numbers(): string[] {
    return [...this.one.numbers, ...this.two.numbers];
  }
  visitor = () => new Browser(this.url, null);

  earn(accountId: string, numbers: readonly string[]): void {
    for (const number of numbers) {
      this.earned.set(number, (this.earned.get(number) ?? new Set()).add(accountId));
    }
  }

  /** A person finishes a login at Meta. What it shares is theirs to connect, unless a choice is still to come. */
  login(
    who: { accountId: string },
    wabas: readonly { wabaId: string; numbers: string[] }[],
    options: { popup?: boolean; expired?: boolean; elsewhere?: boolean; unlisted?: boolean; chooses?: boolean } = {},
  ): string {
    if (!options.chooses) for (const { numbers } of wabas) this.earn(who.accountId, numbers);
    return this.api.sandbox.issueCode({
      wabaIds: wabas.map(({ wabaId }) => wabaId),
      ...(options.popup || options.elsewhere ? { redirectUri: null } : {}),
      ...(options.expired ? { codeLifetimeSeconds: 0 } : {}),
      ...(options.unlisted ? { withoutTargetIds: true } : {}),
    });
  }

  /** The business shares its first WABA on Meta's hosted page, and Meta says so. */
  async signUpHosted(): Promise<void> {
    await this.api.sandbox.signUpHosted({ wabaIds: [this.one.wabaId] });
    await this.hear('PARTNER_ADDED');
  }

  /** Meta says something about the first WABA. */
  async hear(event: 'PARTNER_ADDED' | 'PARTNER_REMOVED'): Promise<void> {
    const value = { event, waba_info: { waba_id: this.one.wabaId, owner_business_id: this.businessId } };
    // What comes later says so: Meta's own time decides.
    this.#told += 1_000;
    const at = this.api.clock.now().getTime() + this.#told;
    await metaFor(this.api, this.url).deliver(
      accountChange({ wabaId: this.one.wabaId, field: 'account_update', value, at }),
    );
  }
  #told = 0;

  /** A number of it, as the business says it to the operator. */
  phoneOf = ({ wabaId }: { wabaId: string }): string =>
    this.api.sandbox.world.listNumbers(wabaId)[0]?.displayPhoneNumber ?? '';

  /** The numbers were connected long before: rows as the number service writes them, without a token to use. */
  async hold(accountId: string, { wabaId, numbers }: { wabaId: string; numbers: string[] }): Promise<void> {
    const at = new Date(0);
    const known = { displayPhone: '+1 555-010-0000', displayName: 'Shop', verifiedAt: at, connectedAt: at };
    await this.api.connection
      .collection('phoneNumbers')
      .insertMany(numbers.map((phoneNumberId) => ({ accountId, phoneNumberId, wabaId, isActive: true, ...known })));
  }

  update = (collection: string, filter: object, set: object) =>
    this.api.connection.collection(collection).updateOne(filter, { $set: set });

  /** Which account holds which number live. */
  async live(): Promise<Record<string, string>> {
    const rows = await this.api.connection
      .collection('phoneNumbers')
      .find({ phoneNumberId: { $in: this.numbers }, isActive: true })
      .toArray();
    return Object.fromEntries(rows.map((row) => [row.phoneNumberId, row.accountId]));
  }
}

/** How a play is to end, beside that nothing is linked that was not earned. */
export interface Staged {
  actors: Actor[];
  /** The accounts by number at the end, where the order of things does not decide it. */
  ends?: Record<string, string>;
  /** Where it does: whether what came out is one of what may come out. */
  mayEnd?: (live: Record<string, string>) => boolean;
}
export type Scenario = (play: Play) => Promise<Staged>;
