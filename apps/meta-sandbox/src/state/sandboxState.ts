import type { CallbackKind, CallbackUrls } from '../callbacks/callbackKinds.js';
import { Chats } from '../messaging/chats.js';
import { CustomerBook } from '../messaging/customers.js';
import { Groups } from '../messaging/groups.js';
import { MediaStore } from '../messaging/media.js';
import { OptOuts } from '../messaging/optOuts.js';
import { SendLimits } from '../messaging/sendLimits.js';
import { SentMessages } from '../messaging/sentMessages.js';
import { TemplateBook } from '../messaging/templates.js';
import { seedWabas } from '../seeds.js';
import type { SenderSettings } from '../webhooks/sender.js';
import { Webhooks, type WebhookTarget } from '../webhooks/webhooks.js';
import { type AppSettings, completeAppSettings } from './appSettings.js';
import { AppSubscription } from './appSubscription.js';
import { CallLog } from './callLog.js';
import { Coexistence } from './coexistence.js';
import { ThreadOwners } from './conversationRouting.js';
import { defaultWorld } from './defaultWorld.js';
import type { DialogSession } from './dialogSession.js';
import { FaultBook } from './faults.js';
import { FreeMessages } from './freeMessages.js';
import { codeLifetimeSeconds, type Grant, Grants, type TokenKind, tokenState, whatsappScopes } from './grants.js';
import { RegistrationLimit } from './registration.js';
import type { SignupSession } from './signupSession.js';
import { Storefronts } from './storefronts.js';
import { RollingHour } from './usage.js';
import { World } from './world.js';

export interface SandboxApp {
  id: string;
  secret: string;
  name: string;
  /** "Valid OAuth Redirect URIs" in strict mode: compared byte for byte. */
  redirectUris: readonly string[];
}

export interface Subscription {
  since: number;
  overrideCallbackUri: string | null;
}

/** Settings of the app that a tester may change. */
export interface Dials {
  /** "Require app secret": user and business tokens need `appsecret_proof`. */
  requireAppSecretProof: boolean;
  /**
   * Answer 80007 once an account used up its calls of the hour, and 130429 and 131056 to a number that sends too fast.
   * The usage headers are there either way.
   */
  enforceRateLimits: boolean;
  /** A business token may revoke its own grant (`DELETE /me/permissions`); Meta does not document it. */
  businessTokensRevoke: boolean;
}

/** As if a person had accepted. Default: both WhatsApp permissions on Acme Flowers, never expiring. */
export interface IssueCodeInput {
  wabaIds?: string[] | undefined;
  scopes?: string[] | undefined;
  /** The dialog's redirect URI, by default the first allowed one; null for the JavaScript SDK. */
  redirectUri?: string | null | undefined;
  tokenKind?: TokenKind | undefined;
  /** Null (the default): never. */
  tokenExpiresInSeconds?: number | null | undefined;
  /** An exact token, so that a test can look for it where it must not be. */
  tokenValue?: string | undefined;
  /** Default 30; 0 for an expired code. */
  codeLifetimeSeconds?: number | undefined;
  /** Leaves the accounts out of `debug_token`. */
  withoutTargetIds?: boolean | undefined;
  /** By default the first person in the world. */
  personId?: string | undefined;
}

const noDials: Dials = { requireAppSecretProof: false, enforceRateLimits: false, businessTokensRevoke: false };

/** The state of a sandbox, in memory. */
export class SandboxState {
  readonly app: SandboxApp;
  readonly now: () => number;
  readonly world = new World();
  readonly grants = new Grants();
  readonly faults: FaultBook;
  readonly calls = new CallLog();
  readonly usage = new RollingHour();
  readonly registrations = new RegistrationLimit();
  readonly coexistence = new Coexistence();
  readonly subscriptions = new Map<string, Subscription>();
  readonly appSubscription = new AppSubscription();
  readonly storefronts = new Storefronts();
  readonly numberOverrides = new Map<string, string>();
  readonly customers = new CustomerBook();
  readonly chats = new Chats();
  readonly sent = new SentMessages();
  readonly sendLimits = new SendLimits();
  readonly media = new MediaStore();
  readonly templates = new TemplateBook();
  readonly groups = new Groups();
  readonly optOuts = new OptOuts();
  readonly threadOwners = new ThreadOwners();
  readonly freeMessages = new FreeMessages();
  readonly webhooks: Webhooks;
  origin = '';
  /** Where something in front of the sandbox, which ends TLS, is reached. */
  publicOrigin: string | undefined;
  readonly dialogs = new Map<string, DialogSession>();
  readonly signups = new Map<string, SignupSession>();
  /** The token of the app owner's system user, which a reset keeps. */
  readonly ownSystemToken: string;
  /** Accounts shared by hosted signup, newest last; there is no code for them. */
  readonly hostedGrants: Grant[] = [];
  /** A setting of the app, which a reset keeps. */
  callbackUrls: CallbackUrls;
  /** What the dashboard has; a reset completes it again. */
  appSettings: AppSettings;
  readonly callbackAnswers: { kind: CallbackKind; userId: string; status: number; body: string }[] = [];
  dials: Dials = { ...noDials };
  latency = { ms: 0, jitterMs: 0 };

  constructor(input: {
    app: SandboxApp;
    now: () => number;
    knownEdges: Iterable<string>;
    webhookTarget: WebhookTarget | null;
    sender: SenderSettings;
    ownSystemToken: string;
    callbackUrls: CallbackUrls;
  }) {
    this.app = input.app;
    this.now = input.now;
    this.ownSystemToken = input.ownSystemToken;
    this.callbackUrls = input.callbackUrls;
    this.appSettings = completeAppSettings(input.app.redirectUris);
    this.faults = new FaultBook(input.knownEdges);
    this.webhooks = new Webhooks(input.webhookTarget, input.app.secret, input.sender);
    this.world.load(defaultWorld());
  }

  reset(): void {
    this.world.load(defaultWorld());
    this.customers.reset();
    for (const part of [this.groups, this.optOuts, this.threadOwners, this.freeMessages]) part.clear();
    const parts = [this.grants, this.faults, this.calls, this.usage, this.registrations, this.subscriptions];
    const messaging = [
      this.appSubscription,
      this.storefronts,
      this.numberOverrides,
      this.chats,
      this.sent,
      this.sendLimits,
      this.media,
      this.templates,
    ];
    for (const part of [...parts, ...messaging, this.webhooks, this.dialogs, this.signups, this.coexistence])
      part.clear();
    this.hostedGrants.length = 0;
    this.callbackAnswers.length = 0;
    this.dials = { ...noDials };
    this.appSettings = completeAppSettings(this.app.redirectUris);
    this.latency = { ms: 0, jitterMs: 0 };
  }

  /** Shares accounts on the hosted page: the app may fetch a token, and gets no code. */
  shareHosted(input: IssueCodeInput): void {
    this.hostedGrants.push(this.#grantFor(input));
  }

  /** The newest valid token of a portfolio, made from what was shared if necessary. Null without a grant. */
  businessToken(businessId: string): string | null {
    const nowMs = this.now();
    const shared = this.hostedGrants.findLast((grant) => grant.businessId === businessId);
    if (shared) {
      this.hostedGrants.splice(this.hostedGrants.indexOf(shared), 1);
      return this.grants.issueToken(shared, null, nowMs).token;
    }
    const known = this.grants.tokens.findLast(
      (token) => token.kind === 'business' && token.businessId === businessId && tokenState(token, nowMs) === 'valid',
    );
    return known?.token ?? null;
  }

  /** Returns the code. Throws for an unknown id. */
  issueCode(input: IssueCodeInput): string {
    const redirectUri = input.redirectUri === undefined ? (this.app.redirectUris[0] ?? null) : input.redirectUri;
    const code = this.grants.issueCode(
      {
        grant: this.#grantFor(input),
        redirectUri,
        tokenExpiresInSeconds: input.tokenExpiresInSeconds ?? null,
        tokenValue: input.tokenValue ?? null,
        codeLifetimeSeconds: input.codeLifetimeSeconds ?? codeLifetimeSeconds,
      },
      this.now(),
    );
    return code.code;
  }

  #grantFor(input: IssueCodeInput): Grant {
    const wabas = (input.wabaIds ?? [seedWabas.acmeFlowers.id]).map((id) => {
      const waba = this.world.waba(id);
      if (!waba) throw new Error(`There is no WhatsApp account ${id}`);
      return waba;
    });
    const person = input.personId === undefined ? this.world.people[0] : this.world.person(input.personId);
    const business = this.world.business(wabas[0]?.businessId ?? person?.businessIds[0] ?? '');
    if (!person || !business) throw new Error('There is no such person or portfolio');
    const kind = input.tokenKind ?? 'business';
    return {
      kind,
      scopes: input.scopes ?? [...whatsappScopes],
      wabaIds: wabas.map((waba) => waba.id),
      businessId: business.id,
      personId: person.id,
      userId: kind === 'business' ? business.systemUserId : person.id,
      withoutTargetIds: input.withoutTargetIds ?? false,
    };
  }
}
