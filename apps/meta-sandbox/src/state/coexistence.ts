import type { World } from './world.js';

export const syncTypes = ['smb_app_state_sync', 'history'] as const;
export type SyncType = (typeof syncTypes)[number];

export interface PhonePast {
  messagesPerPhase: number;
  chunksPerPhase: number;
  /** Whether `from_me` marks the business's messages; otherwise only `from` tells. */
  marksOwn: boolean;
}

interface Onboarding {
  sharesHistory: boolean;
  /** Each may be requested once. */
  requested: Set<SyncType>;
}

const syncWindowMs = 24 * 60 * 60 * 1000;
const ordinaryPast: PhonePast = { messagesPerPhase: 4, chunksPerPhase: 2, marksOwn: true };

/** Numbers that joined Cloud API and stay in the WhatsApp Business app. */
export class Coexistence {
  readonly #onboardings = new Map<string, Onboarding>();
  past: PhonePast = { ...ordinaryPast };

  /**
   * A number of the Business app joins; the 24 hours to ask for contacts and chats begin. Throws without the number.
   */
  onboard({ world, now }: { world: World; now: () => number }, numberId: string, sharesHistory: boolean): void {
    world.updateNumber(numberId, {
      isOnBizApp: true,
      status: 'CONNECTED',
      platformType: 'CLOUD_API',
      throughputLevel: 'STANDARD',
      lastOnboardedAt: now(),
    });
    this.#onboardings.set(numberId, { sharesHistory, requested: new Set() });
  }

  sharesHistory(numberId: string): boolean {
    return this.#of(numberId).sharesHistory;
  }

  /** Counts a request. Meta refuses with `again` or `late`. */
  request(numberId: string, type: SyncType, onboardedAt: number | null, nowMs: number): 'ok' | 'again' | 'late' {
    const { requested } = this.#of(numberId);
    if (requested.has(type)) return 'again';
    if (onboardedAt === null || nowMs > onboardedAt + syncWindowMs) return 'late';
    requested.add(type);
    return 'ok';
  }

  clear(): void {
    this.#onboardings.clear();
    this.past = { ...ordinaryPast };
  }

  #of(numberId: string): Onboarding {
    let found = this.#onboardings.get(numberId);
    if (!found) {
      found = { sharesHistory: true, requested: new Set() };
      this.#onboardings.set(numberId, found);
    }
    return found;
  }
}
