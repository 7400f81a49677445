import { type Model, mongo } from 'mongoose';
import type { DeliveryRecord } from './delivery.model.js';
import type { QuarantineRecord } from './quarantine.model.js';

export interface Traces {
  /** Phone number ids, and phone numbers in digits, as Meta's JSON has them. */
  names: readonly string[];
  wabaIds: readonly string[];
}

interface Envelope {
  entry: { id?: unknown; changes?: unknown[] }[];
  [key: string]: unknown;
}

function parseEnvelope(text: string): Envelope | null {
  try {
    const json: unknown = JSON.parse(text);
    const isEnvelope = typeof json === 'object' && json !== null && 'entry' in json && Array.isArray(json.entry);
    return isEnvelope ? (json as Envelope) : null;
  } catch {
    return null;
  }
}

/** A delivery without what concerns these numbers. @returns the text itself when nothing does, null when nothing is left. Pure. */
export function without(text: string, { names, wabaIds }: Traces): string | null {
  const quoted = [...names, ...wabaIds].map((name) => JSON.stringify(name));
  if (!quoted.some((name) => text.includes(name))) return text;
  const envelope = parseEnvelope(text);
  // It names one of them, and cannot be parsed.
  if (!envelope) return null;
  const isTheirs = (change: unknown) => {
    const words = JSON.stringify(change) ?? '';
    return quoted.some((name) => words.includes(name));
  };
  const entry = envelope.entry.flatMap((one) => {
    if (wabaIds.includes(String(one?.id))) return [];
    const changes = (Array.isArray(one?.changes) ? one.changes : []).filter((change) => !isTheirs(change));
    return changes.length > 0 ? [{ ...one, changes }] : [];
  });
  return entry.length > 0 ? JSON.stringify({ ...envelope, entry }) : null;
}

/** Erases numbers from the kept deliveries, which keep what concerns others. @returns how many it removed or changed. */
export async function eraseFromDeliveries(deliveries: Model<DeliveryRecord>, traces: Traces): Promise<number> {
  if (traces.names.length === 0 && traces.wabaIds.length === 0) return 0;
  let count = 0;
  // Only the bytes say which numbers a delivery concerns.
  const rows = deliveries.collection.find({}).batchSize(100);
  for await (const row of rows) {
    const { _id, body } = row as unknown as DeliveryRecord;
    const text = Buffer.from(body.buffer.subarray(0, body.position)).toString('utf8');
    const left = without(text, traces);
    if (left === text) continue;
    count += 1;
    if (left === null) await deliveries.collection.deleteOne({ _id } as never);
    else {
      const set = { body: new mongo.Binary(Buffer.from(left)) };
      await deliveries.collection.updateOne({ _id } as never, { $set: set } as never);
    }
  }
  return count;
}

/** Erases numbers from quarantine. @returns how many rows were removed. */
export async function eraseFromQuarantine(
  quarantine: Model<QuarantineRecord>,
  accountId: string,
  { phoneNumberIds, soleIds, soleWabaIds }: Record<'phoneNumberIds' | 'soleIds' | 'soleWabaIds', readonly string[]>,
): Promise<number> {
  const { deletedCount } = await quarantine.deleteMany({
    $or: [
      { accountId, phoneNumberId: { $in: [...phoneNumberIds] } },
      { phoneNumberId: { $in: [...soleIds] } },
      { wabaId: { $in: [...soleWabaIds] } },
    ],
  });
  let count = deletedCount;
  const unread = quarantine.collection.find({ body: { $exists: true } } as never).batchSize(100);
  for await (const row of unread) {
    const { _id, body } = row as unknown as Required<QuarantineRecord>;
    const text = Buffer.from(body.buffer.subarray(0, body.position)).toString('utf8');
    if (![...soleIds, ...soleWabaIds].some((id) => text.includes(id))) continue;
    count += (await quarantine.deleteOne({ _id })).deletedCount;
  }
  return count;
}
