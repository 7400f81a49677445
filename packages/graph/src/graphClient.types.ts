import type { AppClient } from './appClient.types.js';
import type { GraphFailureKind, GraphResult } from './graphFailure.js';
import type { MessagingClient } from './messaging/messaging.types.js';

/** `X-App-Usage` and `X-Business-Use-Case-Usage`, in percent of Meta's limit. Throttled at 100. */
export interface GraphUsage {
  /** `app`, or `<id of the WABA>:<type>` for a business use case. */
  subject: string;
  callCountPercent: number;
  cpuTimePercent: number;
  totalTimePercent: number;
  /** Minutes until calls are answered again; 0 when not throttled. */
  minutesToRegainAccess: number;
}

/**
 * One finished HTTP call, for metrics and logs. `edge` has ids replaced (`/{id}/phone_numbers`); that of a file is
 * `/{media}`, and the call ends where the file begins.
 */
export interface GraphCall {
  method: string;
  edge: string;
  durationMs: number;
  attempt: number;
  result: 'ok' | GraphFailureKind;
  /** Of a failure: the call was made to see it, so that nothing went wrong. */
  isExpected?: boolean;
  httpStatus?: number;
  fbtraceId?: string;
  code?: number;
  subcode?: number;
  /** Of a failure: Meta's words, which may quote what was sent. Without secrets, but not for logs. */
  message?: string;
}

export interface GraphClientOptions {
  /** Without version and trailing slash: `https://graph.facebook.com`. */
  baseUrl: string;
  version: string;
  appId: string;
  appSecret: string;
  /** One HTTP call, from connecting to the last byte, milliseconds. 10,000 unless told. */
  timeoutMs?: number;
  /** One method call including its retries and pages, milliseconds. No try outlives it. 30,000 unless told. */
  totalTimeoutMs?: number;
  /** Uploading one file, milliseconds: 100 MB over a slow line. 300,000 unless told. */
  uploadTimeoutMs?: number;
  /** Retries after the first try, on transient answers only. 2 unless told. */
  retries?: number;
  /** First wait before a retry, milliseconds; doubles, with jitter (up to twice as long). 250 unless told. */
  retryDelayMs?: number;
  onCall?: (call: GraphCall) => void;
  onUsage?: (usage: GraphUsage) => void;
  onVersionMismatch?: (versions: { asked: string; answered: string }) => void;
}

export interface ExchangedToken {
  accessToken: string;
  /** Seconds. Absent for tokens that never expire. */
  expiresInSeconds?: number;
}

export interface InspectedToken {
  isValid: boolean;
  /** Empty when the token is so broken that Meta cannot say whose it is (never when it is valid). */
  appId: string;
  type?: string;
  /** App-scoped id of the person, or the id of the system user. */
  userId?: string;
  /** `null`: never expires. */
  expiresAt: Date | null;
  issuedAt: Date | null;
  dataAccessExpiresAt: Date | null;
  scopes: string[];
  /**
   * WABA ids, newest grant first, by scope. `null`: the permission holds for every asset that the holder can reach
   * (Meta left `target_ids` out). A scope that is missing was not granted.
   */
  targetIds: Record<string, string[] | null>;
  error?: { code?: number; subcode?: number; message?: string };
}

export interface GraphWaba {
  id: string;
  name?: string;
  ownerBusiness?: { id: string; name?: string };
}

export interface GraphPhoneNumber {
  id: string;
  displayPhoneNumber: string;
  verifiedName?: string;
  /** `GREEN | YELLOW | RED | UNKNOWN | NA`, as Meta says it. */
  qualityRating?: string;
  /** `VERIFIED | NOT_VERIFIED | EXPIRED`: ownership, not registration. */
  codeVerificationStatus?: string;
  nameStatus?: string;
  status?: string;
  platformType?: string;
  throughputLevel?: string;
  accountMode?: string;
  isOnBizApp?: boolean;
  /** `whatsapp_business_manager_messaging_limit`: `TIER_250 … TIER_UNLIMITED`. Only where Meta tells it. */
  messagingLimit?: string;
  /** Callback addresses that are set, by level; the narrowest wins. */
  callbacks?: { application?: string; whatsappBusinessAccount?: string; phoneNumber?: string };
}

/** `health_status` of a number (meta-platform 5.3): `can_send_message` of everything a message goes through. */
export interface GraphHealth {
  /** `AVAILABLE | LIMITED | BLOCKED`; the worst entity wins. */
  canSendMessage?: string;
  entities: {
    /** `PHONE_NUMBER | WABA | BUSINESS | APP` */
    type: string;
    id?: string;
    canSendMessage?: string;
    /** Why it is `BLOCKED`. */
    errors: { code?: number; description?: string; solution?: string }[];
    /** Why it is `LIMITED`: sentences of Meta's. */
    additionalInfo: string[];
  }[];
}

/** What Meta counted of one kind of message in one stretch of time: an approximation, the invoice may differ. */
export interface PricingPoint {
  start: Date;
  end: Date;
  /** Digits, as Meta writes the number here. */
  phone?: string;
  /** `MARKETING | UTILITY | AUTHENTICATION | SERVICE | …` */
  category?: string;
  /** `REGULAR | FREE_CUSTOMER_SERVICE | FREE_ENTRY_POINT | …` */
  type?: string;
  country?: string;
  volume?: number;
  /** In the currency of the WABA. Absent for businesses that pay through a partner. */
  cost?: number;
}

export interface SubscribedApp {
  id: string;
  name?: string;
  overrideCallbackUri?: string;
}

export interface GraphClient extends AppClient, MessagingClient {
  /**
   * Turns a login code into a token. `redirectUri` is byte for byte the one of the dialog, and left out for codes of the
   * JavaScript SDK. Not tried again after a time-out or a broken connection: the code may be used by then.
   */
  exchangeCode(input: { code: string; redirectUri?: string }): Promise<GraphResult<ExchangedToken>>;
  /**
   * `GET /debug_token`, asked with the app's own token. A token that is not valid is a good answer (`isValid: false`).
   * When Meta refuses the app's own token, the failure is `app_misconfigured`: it says nothing about the one asked about.
   */
  inspectToken(token: string): Promise<GraphResult<InspectedToken>>;
  readWaba(wabaId: string, token: string): Promise<GraphResult<GraphWaba>>;
  listPhoneNumbers(wabaId: string, token: string): Promise<GraphResult<GraphPhoneNumber[]>>;
  readPhoneNumber(phoneNumberId: string, token: string): Promise<GraphResult<GraphPhoneNumber>>;
  /** Without it no webhook of that WABA arrives. Safe to repeat. */
  subscribeApp(wabaId: string, token: string): Promise<GraphResult<void>>;
  listSubscribedApps(wabaId: string, token: string): Promise<GraphResult<SubscribedApp[]>>;
  /** Stops the webhooks of every number on the WABA. */
  unsubscribeApp(wabaId: string, token: string): Promise<GraphResult<void>>;
  readHealth(phoneNumberId: string, token: string): Promise<GraphResult<GraphHealth>>;
  /** `primary_funding_id` (meta-platform 17.5). A failure means that Meta does not say: some partners may not read it. */
  readPaymentMethod(wabaId: string, token: string): Promise<GraphResult<{ isAttached: boolean }>>;
  /**
   * `pricing_analytics` of a WABA, by day, number, category, type and country.
   *
   * @param range whole seconds; Meta looks back a year at most.
   */
  readPricingAnalytics(
    wabaId: string,
    range: { start: Date; end: Date },
    token: string,
  ): Promise<GraphResult<PricingPoint[]>>;
  /** The customer's portfolio behind a business token: `GET /me?fields=client_business_id`. */
  readClientBusiness(token: string): Promise<GraphResult<{ businessId?: string }>>;

  /**
   * Registers a number with Cloud API. The first registration sets the PIN, later ones have to bring it. At most ten in
   * 72 hours, then 133016. Never tried again by itself: each try counts.
   */
  registerNumber(phoneNumberId: string, pin: string, token: string): Promise<GraphResult<void>>;
  /** Takes a number off Cloud API. Not for coexistence numbers. Never tried again by itself. */
  deregisterNumber(phoneNumberId: string, token: string): Promise<GraphResult<void>>;
  /** Sets the two-step PIN without knowing the old one. */
  setPin(phoneNumberId: string, pin: string, token: string): Promise<GraphResult<void>>;
  /** Meta sends a code to the number. 136024: it is verified already. Never tried again by itself. */
  requestVerificationCode(
    phoneNumberId: string,
    input: { method: 'SMS' | 'VOICE'; language: string },
    token: string,
  ): Promise<GraphResult<void>>;
  verifyCode(phoneNumberId: string, code: string, token: string): Promise<GraphResult<void>>;

  /**
   * Coexistence: asks for the contacts or the history of the phone. Each once, within 24 hours of onboarding; 2593107
   * again, 2593108 too late. A good answer means queued.
   */
  requestSync(
    phoneNumberId: string,
    what: 'smb_app_state_sync' | 'history',
    token: string,
  ): Promise<GraphResult<{ requestId?: string }>>;

  /** Removes the app for whoever is behind the token: `DELETE /me/permissions`. The token is dead afterwards. */
  revokeGrant(token: string): Promise<GraphResult<void>>;
  /**
   * Hosted Embedded Signup: the customer's business token, fetched with our own system user's token (meta-platform 1.4).
   *
   * @param ownToken of our own system user, with `business_management`. Refused, the failure is `app_misconfigured`.
   */
  fetchBusinessToken(businessId: string, ownToken: string): Promise<GraphResult<ExchangedToken>>;
}
