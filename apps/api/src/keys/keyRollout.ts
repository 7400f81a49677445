import type { Model } from 'mongoose';
import { type Clock, later, minutes, seconds } from '../platform/clock.js';
import type { KeyRing } from '../platform/keyRing.js';
import type { Logger } from '../platform/logger.js';
import type { Keyring } from './keyring.js';
import type { KeyHolderRecord } from './keyring.model.js';
import { nextSealingKey, strangeKeys } from './sealingKey.js';

/** The processes of this installation. */
export interface Processes {
  /** The id of this one. */
  readonly id: string;
  /** The ids of those that are alive, of whichever version. */
  findLive(): Promise<string[]>;
}

export interface KeyRolloutDeps {
  holders: Model<KeyHolderRecord>;
  keyring: Keyring;
  ring: KeyRing;
  processes: Processes;
  clock: Clock;
  logger: Logger;
}

/** Several announcements may fail before a process counts as gone. */
const aliveForMs = seconds(30);
const quietMs = minutes(1);

/**
 * Which key seals is decided over all processes: each says durably with which keys it can open, and another key seals only when
 * all have said so of it (decision 0030).
 */
export class KeyRollout {
  readonly #deps: KeyRolloutDeps;
  #hasLeft = false;
  #saidAt: Date | null = null;

  constructor(deps: KeyRolloutDeps) {
    this.#deps = deps;
  }

  /** Says what this process can open, and learns what seals. Before it seals anything, and every few seconds. */
  async announce(): Promise<void> {
    const { holders, keyring, ring, processes, clock } = this.#deps;
    if (this.#hasLeft) return;
    const { prints } = await keyring.learn(ring.prints());
    const strange = strangeKeys(ring.prints(), prints);
    ring.refuse(strange);
    const now = clock.now();
    const said = { kids: ring.kids, front: ring.front, aliveUntil: later(now, aliveForMs) };
    await holders.updateOne({ _id: processes.id }, { $set: said }, { upsert: true });
    ring.sealWith(await this.#decide(now));
    this.#warn(now, strange);
  }

  /** This process ends: others need not wait for it. */
  async leave(): Promise<void> {
    const { holders, processes, logger } = this.#deps;
    this.#hasLeft = true;
    await holders
      .deleteOne({ _id: processes.id })
      .catch((error: unknown) => logger.warn({ err: error }, 'it could not be written down that this process ends'));
  }

  /** Forgets processes that are gone. */
  async sweep(): Promise<void> {
    await this.#deps.holders.deleteMany({ aliveUntil: { $lt: this.#deps.clock.now() } });
  }

  /** @returns the id of the key that seals. */
  async #decide(now: Date): Promise<string | null> {
    const { holders, keyring, ring, processes, logger } = this.#deps;
    const [announced, running] = await Promise.all([
      holders.find({ aliveUntil: { $gt: now } }).lean<KeyHolderRecord[]>(),
      processes.findLive(),
    ]);
    // Read after what others said: whoever starts in between finds the key that seals already, and says so.
    const current = (await keyring.read()).kid ?? null;
    const wanted = nextSealingKey(current, announced, running) ?? ring.front;
    if (wanted === null || wanted === current) return current;
    if (await keyring.move(current, wanted)) {
      logger.info({ from: current, to: wanted }, 'another key seals from now on');
      return wanted;
    }
    return (await keyring.read()).kid ?? null;
  }

  #warn(now: Date, strange: readonly string[]): void {
    const { ring, logger } = this.#deps;
    if (strange.length === 0 && ring.sealing !== null) {
      this.#saidAt = null;
      return;
    }
    if (this.#saidAt && later(this.#saidAt, quietMs) > now) return;
    this.#saidAt = now;
    if (strange.length > 0) {
      logger.error(
        { kids: strange },
        'a key in TOKEN_ENCRYPTION_KEYS of this process is another one than the others know by its id; it is not used',
      );
    }
    if (ring.sealing === null) {
      logger.error('the key that seals is not in TOKEN_ENCRYPTION_KEYS of this process: it seals nothing until it is');
    }
  }
}
