import type { ReceiveService } from '../inbox/receiving/receive.service.js';
import type { LiveAccounts } from '../numbers/liveAccounts.js';
import { type Delivery, readAhead } from './delivery.js';
import { maxBytesReadAhead } from './limits.js';

export interface ArrivalsDeps {
  liveAccounts: Pick<LiveAccounts, 'find' | 'findCachedAccount'>;
  inbox: Pick<ReceiveService, 'arrival'>;
}

/** Announces a plain message, which most deliveries are, as soon as it is durable, ahead of its projection. */
export function createArrivals({ liveAccounts, inbox }: ArrivalsDeps) {
  async function prepare(delivery: Delivery): Promise<(() => void) | null> {
    const { receivedAt, body } = delivery;
    if (body.length > maxBytesReadAhead) return null;
    const read = readAhead(delivery);
    const [update, ...more] = read.result === 'read' ? read.updates : [];
    if (update?.kind !== 'message' || more.length > 0) return null;
    const { phoneNumberId } = update;
    const holder =
      liveAccounts.findCachedAccount(phoneNumberId) ?? (await liveAccounts.find([phoneNumberId])).get(phoneNumberId);
    // Whether another account keeps the message already is looked up by the projection.
    if (!holder?.isActive || holder.pausedAt || holder.isShared) return null;
    const announce = await inbox.arrival({ accountId: holder.accountId, arrivedAt: receivedAt, place: 0, update });
    // The number may be paused or disconnected by the time that the delivery is durable.
    return announce && (() => liveAccounts.findCachedAccount(phoneNumberId) === holder && announce());
  }

  return async function announceArrival(delivery: Delivery, durable: Promise<void>): Promise<void> {
    const arrival: { announce?: (() => void) | null } = {};
    const prepared = prepare(delivery).then(
      (announce) => {
        arrival.announce = announce;
      },
      // What cannot be read here is the projection's concern.
      () => undefined,
    );
    try {
      await durable;
    } catch {
      return;
    }
    // Usually it is prepared by now, without another turn: browsers then hear of it before Meta is answered.
    if (!('announce' in arrival)) await prepared;
    arrival.announce?.();
  };
}
