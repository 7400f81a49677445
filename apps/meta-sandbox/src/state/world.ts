import { randomInt } from 'node:crypto';

export const qualityRatings = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'] as const;
export const numberStatuses = [
  'CONNECTED',
  'PENDING',
  'DISCONNECTED',
  'FLAGGED',
  'RATE_LIMITED',
  'RESTRICTED',
  'BANNED',
  'DELETED',
  'MIGRATED',
  'UNVERIFIED',
  'UNKNOWN',
] as const;
export const platformTypes = ['CLOUD_API', 'ON_PREMISE', 'NOT_APPLICABLE'] as const;
export const throughputLevels = ['STANDARD', 'HIGH', 'NOT_APPLICABLE'] as const;
export const codeVerificationStatuses = ['VERIFIED', 'NOT_VERIFIED', 'EXPIRED'] as const;
export const nameStatuses = [
  'APPROVED',
  'AVAILABLE_WITHOUT_REVIEW',
  'PENDING_REVIEW',
  'DECLINED',
  'EXPIRED',
  'NONE',
] as const;

export const searchVisibilities = ['VISIBLE', 'NON_VISIBLE'] as const;

export interface Person {
  id: string;
  name: string;
  businessIds: string[];
}

/** `systemUserId` stands for the portfolio in business tokens. */
export interface Business {
  id: string;
  name: string;
  systemUserId: string;
  verificationStatus: string;
}

export interface Waba {
  id: string;
  businessId: string;
  name: string;
  currency: string;
  timezoneId: string;
  country: string;
  messageTemplateNamespace: string;
  accountReviewStatus: string;
  status: string;
  messagingLimit: string;
  /** What costs fails with 131042. */
  hasPaymentProblem: boolean;
  /** Null for no payment method, `refused` where Meta hides it from the app. */
  fundingId: string | null;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Portfolios that list it as `client_whatsapp_business_accounts`. */
  sharedWithBusinessIds: string[];
}

export interface BusinessNumber {
  id: string;
  wabaId: string;
  displayPhoneNumber: string;
  verifiedName: string;
  newDisplayName: string | null;
  searchVisibility: (typeof searchVisibilities)[number];
  qualityRating: (typeof qualityRatings)[number];
  status: (typeof numberStatuses)[number];
  platformType: (typeof platformTypes)[number];
  throughputLevel: (typeof throughputLevels)[number];
  codeVerificationStatus: (typeof codeVerificationStatuses)[number];
  nameStatus: (typeof nameStatuses)[number];
  accountMode: 'LIVE' | 'SANDBOX';
  isOnBizApp: boolean;
  isOfficialBusinessAccount: boolean;
  /** Milliseconds since the epoch; null for a number that never joined Cloud API. */
  lastOnboardedAt: number | null;
  /** The two-step PIN; null until it is set. */
  pin: string | null;
  /** The code of the last SMS or call. */
  verificationCode: string | null;
}

export interface WorldContents {
  people: Person[];
  businesses: Business[];
  wabas: Waba[];
  numbers: BusinessNumber[];
}

export type NumberPatch = Partial<Omit<BusinessNumber, 'id' | 'wabaId'>>;
export type WabaPatch = Partial<Omit<Waba, 'id' | 'businessId'>>;
export type NewBusiness = Partial<Business> & { name: string };
export type NewWaba = Partial<Waba> & { name: string; businessId: string };
export type NewNumber = Partial<BusinessNumber> & { wabaId: string };

/**
 * Everything that exists at Meta apart from what our app was granted: people, portfolios, WhatsApp accounts, numbers.
 * Objects given out are live; change numbers with `updateNumber` so that a mistyped id is an error.
 */
export class World {
  readonly #people = new Map<string, Person>();
  readonly #businesses = new Map<string, Business>();
  readonly #wabas = new Map<string, Waba>();
  readonly #numbers = new Map<string, BusinessNumber>();

  load(contents: WorldContents): void {
    for (const map of [this.#people, this.#businesses, this.#wabas, this.#numbers]) map.clear();
    for (const person of contents.people) this.#people.set(person.id, person);
    for (const business of contents.businesses) this.#businesses.set(business.id, business);
    for (const waba of contents.wabas) this.#wabas.set(waba.id, waba);
    for (const number of contents.numbers) this.#numbers.set(number.id, number);
  }

  get people(): readonly Person[] {
    return [...this.#people.values()];
  }
  get businesses(): readonly Business[] {
    return [...this.#businesses.values()];
  }
  get wabas(): readonly Waba[] {
    return [...this.#wabas.values()];
  }
  get numbers(): readonly BusinessNumber[] {
    return [...this.#numbers.values()];
  }

  person(id: string): Person | undefined {
    return this.#people.get(id);
  }
  business(id: string): Business | undefined {
    return this.#businesses.get(id);
  }
  waba(id: string): Waba | undefined {
    return this.#wabas.get(id);
  }
  number(id: string): BusinessNumber | undefined {
    return this.#numbers.get(id);
  }
  findBusinessBySystemUser(systemUserId: string): Business | undefined {
    return this.businesses.find((business) => business.systemUserId === systemUserId);
  }

  listBusinesses(person: Person): Business[] {
    return person.businessIds.flatMap((id) => this.#businesses.get(id) ?? []);
  }
  listWabas(businessId: string): Waba[] {
    return this.wabas.filter((waba) => waba.businessId === businessId);
  }
  listNumbers(wabaId: string): BusinessNumber[] {
    return this.numbers.filter((number) => number.wabaId === wabaId);
  }

  /** Every person can reach the new portfolio. */
  addBusiness(input: NewBusiness): Business {
    const id = input.id ?? this.#freeId('5');
    const business: Business = { systemUserId: `122${id}`, verificationStatus: 'verified', ...input, id };
    this.#businesses.set(id, business);
    for (const person of this.#people.values()) person.businessIds.push(id);
    return business;
  }

  /** Throws when the portfolio does not exist. */
  addWaba(input: NewWaba): Waba {
    if (!this.#businesses.has(input.businessId)) throw new Error(`There is no portfolio ${input.businessId}`);
    const waba = newWaba({ ...input, id: input.id ?? this.#freeId('9') });
    this.#wabas.set(waba.id, waba);
    return waba;
  }

  /** Registered and GREEN by default. Throws when the account does not exist. */
  addNumber(input: NewNumber): BusinessNumber {
    const waba = this.#wabas.get(input.wabaId);
    if (!waba) throw new Error(`There is no WhatsApp account ${input.wabaId}`);
    const id = input.id ?? this.#freeId('7');
    const number = newNumber({
      displayPhoneNumber: `+1 555-01${id.slice(-5, -4)}-${id.slice(-4)}`,
      verifiedName: waba.name,
      ...input,
      id,
    });
    this.#numbers.set(id, number);
    return number;
  }

  /** Throws when the number does not exist. */
  updateNumber(id: string, patch: NumberPatch): BusinessNumber {
    const number = this.#numbers.get(id);
    if (!number) throw new Error(`There is no number ${id}`);
    return Object.assign(number, patch);
  }

  updateWaba(id: string, patch: WabaPatch): Waba {
    const waba = this.#wabas.get(id);
    if (!waba) throw new Error(`There is no WhatsApp account ${id}`);
    return Object.assign(waba, patch);
  }

  #freeId(prefix: string): string {
    const id = `${prefix}${String(randomInt(10 ** 11)).padStart(11, '0')}`;
    const taken = this.#businesses.has(id) || this.#wabas.has(id) || this.#numbers.has(id);
    return taken ? this.#freeId(prefix) : id;
  }
}

export function newWaba(input: Partial<Waba> & Pick<Waba, 'id' | 'businessId' | 'name'>): Waba {
  return {
    currency: 'USD',
    timezoneId: '1',
    country: 'US',
    messageTemplateNamespace: `sandbox_${input.id}`,
    accountReviewStatus: 'APPROVED',
    status: 'ACTIVE',
    messagingLimit: 'TIER_250',
    hasPaymentProblem: false,
    fundingId: `41${input.id.slice(-10)}`,
    createdAt: Date.UTC(2026, 2, 2, 9),
    sharedWithBusinessIds: [],
    ...input,
  };
}

export function newNumber(
  input: Partial<BusinessNumber> & Pick<BusinessNumber, 'id' | 'wabaId' | 'displayPhoneNumber' | 'verifiedName'>,
): BusinessNumber {
  return {
    qualityRating: 'GREEN',
    status: 'CONNECTED',
    platformType: 'CLOUD_API',
    throughputLevel: 'STANDARD',
    codeVerificationStatus: 'VERIFIED',
    nameStatus: 'APPROVED',
    newDisplayName: null,
    searchVisibility: 'VISIBLE',
    accountMode: 'LIVE',
    isOnBizApp: false,
    isOfficialBusinessAccount: false,
    lastOnboardedAt: Date.UTC(2026, 9, 1, 10),
    pin: null,
    verificationCode: null,
    ...input,
  };
}
