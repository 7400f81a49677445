import {
  type SeedBusiness,
  type SeedWaba,
  seedBusinesses,
  seedNumbers,
  seedWabas,
} from '@switchboard/meta-sandbox/seeds';

/** A WhatsApp account as the specs name it, with the ids of its numbers. */
const toAccount = <const Ids extends readonly string[]>({ name, id }: SeedWaba, ids: Ids) => ({
  waba: name,
  wabaId: id,
  ids,
});
const toOnlyAccount = <const Ids extends readonly string[]>(business: SeedBusiness, waba: SeedWaba, ids: Ids) => ({
  portfolio: business.name,
  ...toAccount(waba, ids),
});

/** The accounts of the sandbox's world that the tests use. */
export const world = {
  acme: {
    portfolio: seedBusinesses.acme.name,
    flowers: toAccount(seedWabas.acmeFlowers, [seedNumbers.acmeFlowers.id, seedNumbers.acmeSecond.id]),
    events: toAccount(seedWabas.acmeEvents, [seedNumbers.acmeEvents.id]),
  },
  bicycle: toOnlyAccount(seedBusinesses.blueBicycle, seedWabas.blueBicycle, [seedNumbers.blueBicycle.id]),
  pine: toOnlyAccount(seedBusinesses.paperAndPine, seedWabas.paperAndPine, []),
  harbour: toOnlyAccount(seedBusinesses.quietHarbour, seedWabas.quietHarbour, [seedNumbers.quietHarbour.id]),
  /** Its number is in use in the WhatsApp Business app. */
  bakery: toOnlyAccount(seedBusinesses.cornerBakery, seedWabas.cornerBakery, [seedNumbers.cornerBakery.id]),
};

export interface Call {
  at: number;
  method: string;
  edge: string;
}

type Effect =
  | { kind: 'error'; code: number; subcode?: number; httpStatus?: number; isTransient?: boolean }
  | { kind: 'delay'; ms: number }
  | { kind: 'hang' }
  | { kind: 'reset' }
  | { kind: 'html' };

interface FaultOptions {
  method?: string;
  times?: number | 'always';
  id?: string;
  /** The call takes effect, and only its answer is lost. */
  afterProcessing?: boolean;
}

/** What makes Meta misbehave, through the sandbox's control API. */
export class SandboxControl {
  constructor(private readonly url: string) {}

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/__sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** The world as it was at the start: no faults, no tokens, no calls. */
  reset = () => this.call('POST', '/reset', {});
  /** One call to the edge (or as many as `times`) goes wrong. */
  fault = (edge: string, effect: Effect, options: FaultOptions = {}) =>
    // biome-ignore lint/suspicious/noThenProperty: the sandbox's own name; never awaited
    this.call('POST', '/faults', { edge, ...options, then: effect });
  clearFaults = () => this.call('DELETE', '/faults');
  down = (down: boolean) => this.call('POST', '/down', { down });
  /** What the app's dashboard has. */
  changeApp = (patch: Record<string, unknown>) => this.call('PATCH', '/app', patch);
  /** Every answer takes this long. */
  latency = (ms: number) => this.call('POST', '/latency', { ms });
  change = (phoneNumberId: string, patch: Record<string, unknown>) =>
    this.call('PATCH', `/numbers/${phoneNumberId}`, patch);
  revokeAllTokens = () => this.call('POST', '/tokens/all/revoke', {});
  calls = async (edge: string): Promise<Call[]> =>
    (await this.call<{ calls: Call[] }>('GET', `/calls?edge=${encodeURIComponent(edge)}`)).calls;
  /** A number as Meta has it: its PIN, the code that was "sent" to it. */
  number = async (phoneNumberId: string): Promise<{ pin: string | null; verificationCode: string | null }> => {
    const { numbers } = await this.call<{
      numbers: { id: string; pin: string | null; verificationCode: string | null }[];
    }>('GET', '/state');
    const found = numbers.find(({ id }) => id === phoneNumberId);
    if (!found) throw new Error(`The sandbox has no number ${phoneNumberId}`);
    return found;
  };
  /** What Meta tells about a number or its account by webhook; it is so at Meta from then on. */
  tells = (event: string, phoneNumberId: string) =>
    this.call('POST', `/webhooks/account-events/${event}`, { phoneNumberId });
  /** One webhook of exactly this. */
  posts = (body: object) => this.call('POST', '/webhooks/raw', { body });
  /** Anything Meta may tell about a WhatsApp account, also what nobody here has heard of. */
  says = (wabaId: string, field: string, value: Record<string, unknown>) =>
    this.call('POST', '/webhooks/account-events', { wabaId, field, value });
  /** The number joins from the WhatsApp Business app, and stays on the phone. */
  onboards = (phoneNumberId: string, { sharesHistory = true } = {}) =>
    this.call('POST', `/numbers/${phoneNumberId}/onboard`, { sharesHistory });
  /** Whoever gave the latest access has their data deleted, at Meta. @returns the page that Meta shows them. */
  asksToDelete = async (): Promise<string> => {
    const { tokens } = await this.call<{ tokens: { userId: string }[] }>('GET', '/state');
    const { body } = await this.call<{ body: string }>('POST', '/callbacks/deletion', {
      userId: tokens.at(-1)?.userId,
    });
    return (JSON.parse(body) as { url: string }).url;
  };
  /** Breaks a connection without telling anybody; the names are at `GET /breakages`. */
  breaks = (breakage: string, phoneNumberId: string) =>
    this.call('POST', `/numbers/${phoneNumberId}/break/${breakage}`, {});
}
