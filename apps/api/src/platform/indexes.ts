import type { Connection, Model, mongo } from 'mongoose';
import pLimit from 'p-limit';

type Keys = Record<string, unknown>;
type Declared = [keys: Keys, options: mongo.CreateIndexesOptions];
/** As `listIndexes` answers. */
interface FoundIndex {
  name: string;
  key: Keys;
  textIndexVersion?: number;
}
type AnyModel = Model<unknown>;

interface Changed {
  declared: Declared;
  /** Indexes of another definition with these keys or this name. */
  inTheWay: FoundIndex[];
}

/** What the indexes of one collection lack. */
interface IndexPlan {
  model: AnyModel;
  found: FoundIndex[];
  missing: Declared[];
  changed: Changed[];
  /** Names of indexes that a declared one with these keys or this name has taken the place of. */
  superseded: string[];
}

const isText = (keys: Keys): boolean => Object.values(keys).includes('text');
/** A collection has one text index, which lists its fields as weights. */
const haveSameKeys = (keys: Keys, index: FoundIndex): boolean =>
  isText(keys)
    ? index.textIndexVersion !== undefined
    : JSON.stringify(Object.entries(keys)) === JSON.stringify(Object.entries(index.key));
const nameOf = ([keys, { name }]: Declared): string => name ?? Object.entries(keys).flat().join('_');

/** MongoDB, "error codes": an index of that name or those keys is there with other options. */
const conflictCodes = new Set<unknown>([85, 86]);
const isConflict = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && conflictCodes.has(error.code);

async function listFound(model: AnyModel): Promise<FoundIndex[]> {
  try {
    return (await model.listIndexes()) as FoundIndex[];
  } catch (error) {
    if (error instanceof Error && 'codeName' in error && error.codeName === 'NamespaceNotFound') return [];
    throw error;
  }
}

async function planIndexes(model: AnyModel): Promise<IndexPlan | null> {
  const diff = await model.diffIndexes({ indexOptionsToCreate: true });
  const wanted = diff.toCreate as Declared[];
  const toDrop = new Set(diff.toDrop as string[]);
  if (wanted.length === 0 && toDrop.size === 0) return null;
  const found = await listFound(model);
  const isRival = (declared: Declared, index: FoundIndex) =>
    haveSameKeys(declared[0], index) || index.name === nameOf(declared);
  const declared = model.schema.indexes() as Declared[];
  const superseded = found.filter((one) => toDrop.has(one.name) && declared.some((index) => isRival(index, one)));
  const plans = wanted.map((one) => ({ declared: one, inTheWay: superseded.filter((index) => isRival(one, index)) }));
  return {
    model,
    found,
    missing: plans.filter(({ inTheWay }) => inTheWay.length === 0).map((one) => one.declared),
    changed: plans.filter(({ inTheWay }) => inTheWay.length > 0),
    superseded: superseded.map(({ name }) => name),
  };
}

/** All at once would open a connection of the pool for almost each of them, and every process asks at its start. */
const askedAtOnce = 4;

async function planAll(connection: Connection): Promise<IndexPlan[]> {
  const models = Object.values(connection.models) as AnyModel[];
  const plans = await pLimit(askedAtOnce).map(models, (model) => planIndexes(model));
  return plans.filter((plan) => plan !== null);
}

/** @throws where another process has taken over. Asked before each change: what was planned may be of a minute ago. */
type RequireHeld = () => Promise<void>;

/** In one command: a collection is read once for all of them. */
async function create(model: AnyModel, declared: readonly Declared[], requireHeld: RequireHeld): Promise<void> {
  if (declared.length === 0) return;
  await requireHeld();
  // Mongoose adds `background`, which servers ignore since 4.2.
  const specs = declared.map(([key, { background: _, ...options }]) => ({ ...options, key }));
  await model.collection.createIndexes(specs as mongo.IndexDescription[]);
}

async function drop(model: AnyModel, name: string, requireHeld: RequireHeld): Promise<void> {
  await requireHeld();
  await model.collection.dropIndex(name);
}

/**
 * Builds the new index beside the old one where the server can have both, so that what is unique stays unique throughout; else in
 * its place.
 */
async function replace(
  { model, found }: IndexPlan,
  { declared, inTheWay }: Changed,
  requireHeld: RequireHeld,
): Promise<void> {
  const [keys, options] = declared;
  const name = nameOf(declared);
  const free = [name, `${name}_2`].find((one) => !found.some((index) => index.name === one));
  if (free && !isText(keys)) {
    try {
      await create(model, [[keys, { ...options, name: free }]], requireHeld);
      return;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
  for (const index of inTheWay) await drop(model, index.name, requireHeld);
  await create(model, [declared], requireHeld);
}

async function dropSuperseded(model: AnyModel, requireHeld: RequireHeld): Promise<void> {
  const plan = await planIndexes(model);
  for (const name of plan?.superseded ?? []) await drop(model, name, requireHeld);
}

export interface BuildOptions {
  /** Whether indexes of another definition are replaced, or belong to a newer version and stay. */
  replaces?: boolean;
  /** Called with each collection before its indexes are built. */
  onBegin?: (collection: string) => void;
  requireHeld?: RequireHeld;
}

/** Builds the indexes that the models lack. Can be run again wherever it was stopped. Indexes of no model stay. */
export async function buildIndexes(
  connection: Connection,
  { replaces = true, onBegin = () => undefined, requireHeld = async () => undefined }: BuildOptions = {},
): Promise<void> {
  for (const plan of await planAll(connection)) {
    const { model, missing, changed, superseded } = plan;
    const isToReplace = replaces && changed.length + superseded.length > 0;
    if (missing.length === 0 && !isToReplace) continue;
    onBegin(model.collection.collectionName);
    await create(model, missing, requireHeld);
    if (!isToReplace) continue;
    for (const one of changed) await replace(plan, one, requireHeld);
    await dropSuperseded(model, requireHeld);
  }
}

/** @param takesOthers whether an index with the same keys and other options will do. @returns the collections that lack some. */
export async function findLackingIndexes(connection: Connection, takesOthers = false): Promise<string[]> {
  const plans = await planAll(connection);
  const lacking = plans.filter(({ missing, changed }) => missing.length + (takesOthers ? 0 : changed.length) > 0);
  return [...new Set(lacking.map(({ model }) => model.collection.collectionName))].sort();
}

/** The indexes that the models declare, as text. */
export const describeIndexes = (connection: Connection): string =>
  JSON.stringify(
    Object.values(connection.models)
      .map((model) => [model.collection.collectionName, model.schema.indexes()] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
