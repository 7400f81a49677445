import { CallLog } from './callLog.js';
import { defaultWorld } from './defaultWorld.js';
import type { DialogSession } from './dialogSession.js';
import { FaultBook } from './faults.js';
import { codeLifetimeSeconds, type Grant, Grants, type TokenKind, whatsappScopes } from './grants.js';
import { RegistrationLimit } from './registration.js';
import { RollingHour } from './usage.js';
import { World } from './world.js';

/** The app at Meta that the sandbox pretends to know. */
export interface SandboxApp {
  id: string;
  secret: string;
  name: string;
  /** The "Valid OAuth Redirect URIs" of the app, in strict mode: compared byte for byte. */
  redirectUris: readonly string[];
}

export interface Subscription {
  /** Milliseconds since the epoch. */
  since: number;
  overrideCallbackUri: string | null;
}

/** Settings of the app at Meta that a tester may turn. */
export interface Dials {
  /** "Require app secret": calls with a person's or a business's token must carry `appsecret_proof`. */
  requireAppSecretProof: boolean;
  /** Answer 80007 once an account used up its calls of the hour. The usage headers are there either way. */
  enforceRateLimits: boolean;
}

/** As if a person had accepted. What is left out: both WhatsApp permissions on Acme Flowers, never expiring. */
export interface IssueCodeInput {
  /** Newest grant first. */
  wabaIds?: string[] | undefined;
  scopes?: string[] | undefined;
  /** The redirect URI of the dialog; null for a code of the JavaScript SDK. The first allowed one when left out. */
  redirectUri?: string | null | undefined;
  tokenKind?: TokenKind | undefined;
  /** Null (the default) for a token that never expires. */
  tokenExpiresInSeconds?: number | null | undefined;
  /** Makes the token this exact string, so that a test can look for it where it must not be. */
  tokenValue?: string | undefined;
  /** 30 when left out; 0 for a code that is already too old. */
  codeLifetimeSeconds?: number | undefined;
  /** Leave the accounts out of the token's inspection. */
  withoutTargetIds?: boolean | undefined;
  /** The person who accepts: the first one in the world when left out. */
  personId?: string | undefined;
}

const noDials: Dials = { requireAppSecretProof: false, enforceRateLimits: false };

/** Everything one running sandbox knows. In memory only. */
export class SandboxState {
  readonly app: SandboxApp;
  readonly now: () => number;
  readonly world = new World();
  readonly grants = new Grants();
  readonly faults: FaultBook;
  readonly calls = new CallLog();
  readonly usage = new RollingHour();
  readonly registrations = new RegistrationLimit();
  readonly subscriptions = new Map<string, Subscription>();
  readonly dialogs = new Map<string, DialogSession>();
  dials: Dials = { ...noDials };
  latency = { ms: 0, jitterMs: 0 };

  constructor(app: SandboxApp, now: () => number, knownEdges: Iterable<string>) {
    this.app = app;
    this.now = now;
    this.faults = new FaultBook(knownEdges);
    this.world.load(defaultWorld());
  }

  /** Back to the default world, as after a start. */
  reset(): void {
    this.world.load(defaultWorld());
    for (const part of [this.grants, this.faults, this.calls, this.usage, this.registrations]) part.clear();
    this.subscriptions.clear();
    this.dialogs.clear();
    this.dials = { ...noDials };
    this.latency = { ms: 0, jitterMs: 0 };
  }

  /** Gives the code. Throws when an id is not in the world. */
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
    const wabas = (input.wabaIds ?? ['900100200300']).map((id) => {
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
