import type { GraphResult } from './graphFailure.js';

export interface AppSubscription {
  object: string;
  callbackUrl?: string;
  /** Whether Meta sends anything there. Absent where Meta does not say. */
  isActive?: boolean;
  fields: string[];
}

/** Settings of the app as its dashboard has them. Null: not set. */
export interface AppDetails {
  /** App settings, Basic: App domains. */
  domains: string[];
  deauthorizeUrl: string | null;
  privacyUrl: string | null;
  termsUrl: string | null;
}

export interface GraphApp {
  id: string;
  name?: string;
  /** Null where Meta names the app and refuses to tell of its settings. */
  details: AppDetails | null;
}

/** A permission that went through App Review. */
export interface AppPermission {
  permission: string;
  /** `live`: whoever logs in may grant it. Other words are not listed by Meta. */
  status: string;
}

export interface OwnBusiness {
  id: string;
  name?: string;
  /** `verified | not_verified | pending | …` (meta-platform 4). */
  verificationStatus?: string;
}

/** What Meta says about the app itself, asked with the app's own token: refused, the failure is `app_misconfigured`. */
export interface AppClient {
  readApp(): Promise<GraphResult<GraphApp>>;
  /** What Meta sends, and where. */
  listAppSubscriptions(): Promise<GraphResult<AppSubscription[]>>;
  listAppPermissions(): Promise<GraphResult<AppPermission[]>>;
  /**
   * The portfolios that a system user of our own belongs to.
   *
   * @param ownToken with `business_management`.
   */
  listOwnBusinesses(ownToken: string): Promise<GraphResult<OwnBusiness[]>>;
}
