/** Meta's roles of responders (meta-platform 17.1). */
export const responderRoles = ['customer_service', 'marketing', 'utility', 'ctwa', 'ai_agent', 'escalation'] as const;
export type ResponderRole = (typeof responderRoles)[number];

/** Ours, Meta's Business Agent, or another partner's app. */
export type Responder = 'us' | 'meta_business_agent' | 'partner';

export interface NumberRouting {
  /** Meta's Business Agent answers first. */
  agentIsOn: boolean;
  /** Without routing, a message of ours takes over from the agent. */
  isConfigured: boolean;
  ourRoles: readonly ResponderRole[];
  partnerRoles: readonly ResponderRole[];
}

export interface ThreadOwner {
  responder: Responder;
  role: ResponderRole;
}

interface Thread {
  owner: ThreadOwner | null;
  activeAt: number;
  /** Sent once, beside the customer's next message. */
  summary: string | null;
}

const idleMs = 24 * 60 * 60 * 1000;
const alone: NumberRouting = {
  agentIsOn: false,
  isConfigured: false,
  ourRoles: ['customer_service'],
  partnerRoles: [],
};

/** The thread owners. A number without set-up is ours alone, and its conversations have no owner. */
export class ThreadOwners {
  readonly #routing = new Map<string, NumberRouting>();
  readonly #threads = new Map<string, Thread>();

  clear(): void {
    this.#routing.clear();
    this.#threads.clear();
  }

  routing(numberId: string): NumberRouting {
    return this.#routing.get(numberId) ?? alone;
  }

  allRouting(): [string, NumberRouting][] {
    return [...this.#routing];
  }

  /** Named roles replace those of us or the partner; `ai_agent` is the agent's alone. */
  setRouting(numberId: string, change: Partial<NumberRouting>): NumberRouting {
    const routing = { ...this.routing(numberId), ...change };
    if ([...routing.ourRoles, ...routing.partnerRoles].includes('ai_agent')) {
      throw new Error("The role ai_agent is the one of Meta's Business Agent");
    }
    this.#routing.set(numberId, routing);
    return routing;
  }

  /** Null when nobody answers: not begun, released, or idle for 24 hours. */
  owner(numberId: string, customerId: string, nowMs: number): ThreadOwner | null {
    const thread = this.#threads.get(`${numberId} ${customerId}`);
    return thread && nowMs - thread.activeAt < idleMs ? thread.owner : null;
  }

  /** Something was said. The first responder becomes the owner where there is none. */
  touch(numberId: string, customerId: string, nowMs: number): ThreadOwner | null {
    const owner = this.owner(numberId, customerId, nowMs) ?? this.#first(numberId);
    this.give(numberId, customerId, owner, nowMs);
    return owner;
  }

  give(numberId: string, customerId: string, owner: ThreadOwner | null, nowMs: number): void {
    const summary = this.#threads.get(`${numberId} ${customerId}`)?.summary ?? null;
    this.#threads.set(`${numberId} ${customerId}`, { owner, activeAt: nowMs, summary });
  }

  /** Undefined when nobody has the role. */
  holder(numberId: string, role: string): ThreadOwner | undefined {
    const { agentIsOn, ourRoles, partnerRoles } = this.routing(numberId);
    const known = responderRoles.find((each) => each === role);
    if (known === undefined) return undefined;
    if (known === 'ai_agent') return agentIsOn ? { responder: 'meta_business_agent', role: known } : undefined;
    if (ourRoles.includes(known)) return { responder: 'us', role: known };
    return partnerRoles.includes(known) ? { responder: 'partner', role: known } : undefined;
  }

  /** Keeps the agent's summary for the customer's next message. */
  keepSummary(numberId: string, customerId: string, summary: string): void {
    const thread = this.#threads.get(`${numberId} ${customerId}`);
    if (thread) thread.summary = summary;
  }
  takeSummary(numberId: string, customerId: string): string | null {
    const thread = this.#threads.get(`${numberId} ${customerId}`);
    const summary = thread?.summary ?? null;
    if (thread) thread.summary = null;
    return summary;
  }

  #first(numberId: string): ThreadOwner | null {
    const { agentIsOn, isConfigured } = this.routing(numberId);
    if (agentIsOn) return { responder: 'meta_business_agent', role: 'ai_agent' };
    if (!isConfigured) return null;
    return this.holder(numberId, 'customer_service') ?? null;
  }
}
