/** What a number tells its customers of the business. */
export interface BusinessProfile {
  about?: string | undefined;
  address?: string | undefined;
  description?: string | undefined;
  email?: string | undefined;
  vertical?: string | undefined;
  websites?: string[] | undefined;
}

/** A link that opens a chat with words already written. */
export interface MessageLink {
  id: string;
  prefilledMessage: string;
}

/** What a chat begins with: questions to tap, and commands behind a slash. */
export interface Automation {
  isWelcoming: boolean;
  prompts: string[];
  commands: { name: string; description: string }[];
}

/** What a number shows of itself, and whom it does not want to hear. */
export interface Storefront {
  profile: BusinessProfile;
  links: MessageLink[];
  username: string | null;
  automation: Automation;
  commerce: { isCartEnabled: boolean; isCatalogVisible: boolean };
  /** Ids of customers, in the order they were blocked. */
  blocked: string[];
}

/** The storefronts of all numbers. */
export class Storefronts {
  readonly #byNumber = new Map<string, Storefront>();

  /** The one of a number; an empty one at first. */
  of(phoneNumberId: string): Storefront {
    const known = this.#byNumber.get(phoneNumberId);
    if (known) return known;
    const empty: Storefront = {
      profile: {},
      links: [],
      username: null,
      automation: { isWelcoming: false, prompts: [], commands: [] },
      commerce: { isCartEnabled: true, isCatalogVisible: false },
      blocked: [],
    };
    this.#byNumber.set(phoneNumberId, empty);
    return empty;
  }

  /** Whether a number other than this one goes by a username. */
  isTaken(username: string, phoneNumberId: string): boolean {
    return [...this.#byNumber].some(([id, { username: taken }]) => id !== phoneNumberId && taken === username);
  }

  clear(): void {
    this.#byNumber.clear();
  }
}
