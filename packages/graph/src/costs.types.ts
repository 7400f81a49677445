import type { GraphResult } from './graphFailure.js';

/** What messages of one kind cost in one piece of time (`pricing_analytics`, meta-platform 17.5). */
export interface PricingPoint {
  start: Date | null;
  end: Date | null;
  /** The business's number, as Meta writes it. */
  phone?: string;
  /** `SERVICE`, `UTILITY`, `MARKETING`, … in Meta's words. */
  category?: string;
  /** `FREE_CUSTOMER_SERVICE`, `REGULAR`, `FREE_ENTRY_POINT`, … in Meta's words. */
  type?: string;
  country?: string;
  /** Messages delivered. */
  volume?: number;
  /** In the currency of the WhatsApp account. */
  cost?: number;
}

/** A webhook subscription of the app (meta-platform 17.7). */
export interface AppSubscription {
  /** `whatsapp_business_account` for everything that concerns us. */
  object: string;
  callbackUrl?: string;
  isActive?: boolean;
  fields: string[];
}

/** The part of the client that speaks about what messages cost, and about the app itself. */
export interface CostsClient {
  /**
   * Whether a WhatsApp account has a payment method: `primary_funding_id` is there, or is left out. A refusal is neither:
   * not every app may read it (meta-platform 17.5).
   */
  readPaymentMethod(wabaId: string, token: string): Promise<GraphResult<{ isAttached: boolean }>>;
  /** What was delivered and what it cost, a day at a time, by number, category, type and country. Seconds count. */
  readPricingAnalytics(
    wabaId: string,
    range: { start: Date; end: Date },
    token: string,
  ): Promise<GraphResult<PricingPoint[]>>;
  /**
   * The webhooks that the app is subscribed to, asked with the app's own token. When Meta refuses that, the failure is
   * `app_misconfigured`.
   */
  listAppSubscriptions(): Promise<GraphResult<AppSubscription[]>>;
}
