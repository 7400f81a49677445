import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import type { CallbackUrls } from './callbacks/callbackKinds.js';
import { type ConversationSandbox, createConversationSandbox } from './conversationSandbox.js';
import { servedEdges } from './graph/routes.js';
import { createMessagingSandbox, type MessagingSandbox } from './messagingSandbox.js';
import { seedApp } from './seeds.js';
import { createSignupSandbox, type SignupSandbox } from './signupSandbox.js';
import type { RecordedCall } from './state/callLog.js';
import type { ActiveFault, Fault } from './state/faults.js';
import type { TokenInfo } from './state/grants.js';
import { keepIn } from './state/keeping.js';
import { type Dials, type IssueCodeInput, SandboxState } from './state/sandboxState.js';
import type { World } from './state/world.js';
import { defaultSenderSettings, type SenderSettings } from './webhooks/sender.js';
import type { WebhookTarget } from './webhooks/webhooks.js';

export interface SandboxOptions {
  /** Default 0: any free port. */
  port?: number;
  /** The address it listens on; the loopback interface by default. */
  host?: string;
  /** Asked of browsers, for everything that Meta shows to people and for the control page. */
  password?: string;
  /** Where browsers and the app reach it, where that is not where it listens. */
  publicUrl?: string;
  appId?: string;
  appSecret?: string;
  /** The app's Valid OAuth Redirect URIs, compared byte for byte. */
  redirectUris?: string[];
  /** The clock of codes, tokens, messages and limits, in milliseconds since the epoch. */
  now?: () => number;
  /** The app's webhook address; see `setWebhookTarget`. */
  webhook?: WebhookTarget;
  /** Addresses of the deauthorize and data-deletion callbacks; see `setCallbackUrls`. */
  callbacks?: Partial<CallbackUrls>;
  /** The token of the app owner's system user, for hosted signup; random by default. */
  ownSystemToken?: string;
  /** Keeps tokens, subscriptions, accounts and customers over restarts. */
  keepFile?: string;
  /** How webhooks are retried. */
  sender?: Partial<SenderSettings>;
}

/** A simulated Meta on this machine. */
export interface Sandbox extends MessagingSandbox, ConversationSandbox, SignupSandbox {
  /** Address of the Graph API and the login window, without a trailing slash. */
  url: string;
  appId: string;
  appSecret: string;
  /** The token of the app owner's system user, which fetches the tokens of hosted signups. */
  ownSystemToken: string;
  stop(): Promise<void>;
  /**
   * Restores the default world and clears everything that happened. Settings of the app, such as the webhook address,
   * stay.
   */
  reset(): void;
  world: World;
  /** As if a person had accepted. Returns the code to exchange. */
  issueCode(input?: IssueCodeInput): string;
  /** `subcode` is the reason: 458 (the app was removed) by default, 0 for no subcode. */
  revokeToken(token: string, subcode?: number): void;
  expireToken(token: string): void;
  tokens(): readonly TokenInfo[];
  isSubscribed(wabaId: string): boolean;
  /** The webhook fields of the app; at first all of Meta's. Throws for an unknown field. */
  setAppFields(fields: readonly string[]): void;
  readonly appFields: readonly string[];
  faults: {
    add(fault: Fault): string;
    remove(faultId: string): boolean;
    clear(): void;
    list(): readonly ActiveFault[];
  };
  /** Delays every Graph call by `ms` and up to `jitterMs` more. */
  setLatency(ms: number, jitterMs?: number): void;
  setDials(dials: Partial<Dials>): void;
  calls(): readonly RecordedCall[];
}

const defaultRedirectUris = ['http://localhost:3000/integrations/whatsapp/callback'];

/** Starts a sandbox, on the loopback interface if nothing else is said. Rejects when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const app = {
    id: options.appId ?? seedApp.id,
    secret: options.appSecret ?? seedApp.secret,
    name: 'Switchboard',
    redirectUris: options.redirectUris ?? defaultRedirectUris,
  };
  const state = new SandboxState({
    app,
    now: options.now ?? Date.now,
    knownEdges: servedEdges,
    webhookTarget: options.webhook ?? null,
    sender: { ...defaultSenderSettings, ...options.sender },
    ownSystemToken: options.ownSystemToken ?? `EAAown${randomBytes(24).toString('hex')}`,
    callbackUrls: { deauthorize: null, deletion: null, ...options.callbacks },
  });
  const stopKeeping = options.keepFile === undefined ? () => undefined : keepIn(options.keepFile, state);
  const server = createServer(createApp(state, options.password));
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', () =>
      resolve((server.address() as AddressInfo).port),
    );
  });

  const url = `http://127.0.0.1:${port}`;
  state.publicOrigin = options.publicUrl && new URL(options.publicUrl).origin;
  state.origin = state.publicOrigin ?? url;

  return {
    ...createMessagingSandbox(state),
    ...createConversationSandbox(state),
    ...createSignupSandbox(state),
    get customers() {
      return state.customers.all();
    },
    get webhookDials() {
      return state.webhooks.dials;
    },
    url,
    appId: app.id,
    appSecret: app.secret,
    ownSystemToken: state.ownSystemToken,
    stop: () =>
      new Promise((resolve) => {
        stopKeeping();
        state.webhooks.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    reset: () => state.reset(),
    world: state.world,
    issueCode: (input = {}) => state.issueCode(input),
    revokeToken: (token, subcode = 458) => state.grants.revoke(token, subcode),
    expireToken: (token) => state.grants.expire(token, state.now()),
    tokens: () => state.grants.tokens,
    isSubscribed: (wabaId) => state.subscriptions.has(wabaId),
    setAppFields: (fields) => state.appSubscription.set(fields),
    get appFields() {
      return state.appSubscription.fields;
    },
    faults: {
      add: (fault) => state.faults.add(fault),
      remove: (faultId) => state.faults.remove(faultId),
      clear: () => state.faults.clear(),
      list: () => state.faults.list(),
    },
    setLatency: (ms, jitterMs = 0) => {
      state.latency = { ms, jitterMs };
    },
    setDials: (dials) => {
      state.dials = { ...state.dials, ...dials };
    },
    calls: () => state.calls.all(),
  };
}
