export interface BusinessProfile {
  about?: string | undefined;
  address?: string | undefined;
  description?: string | undefined;
  email?: string | undefined;
  vertical?: string | undefined;
  websites?: string[] | undefined;
}

export interface MessageLink {
  id: string;
  prefilledMessage: string;
}

export interface Automation {
  isWelcoming: boolean;
  prompts: string[];
  commands: { name: string; description: string }[];
}

export interface Storefront {
  profile: BusinessProfile;
  links: MessageLink[];
  username: string | null;
  automation: Automation;
  commerce: { isCartEnabled: boolean; isCatalogVisible: boolean };
  blocked: string[];
}

export class Storefronts {
  readonly #byNumber = new Map<string, Storefront>();

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

  isTaken(username: string, phoneNumberId: string): boolean {
    return [...this.#byNumber].some(([id, { username: taken }]) => id !== phoneNumberId && taken === username);
  }

  clear(): void {
    this.#byNumber.clear();
  }
}
