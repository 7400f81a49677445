import { setImmediate as nextTurn } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownDatabase, TestClock } from '../../test/harness.js';
import { minutes } from '../platform/clock.js';
import { createLogger } from '../platform/logger.js';
import { createMetrics } from '../platform/metrics.js';
import { openMongo } from '../platform/mongo.js';
import type { Delivery } from './delivery.js';
import { deliveryModel, deliveryWriterModel } from './delivery.model.js';
import { createDeliveryLog } from './deliveryLog.js';
import { createProjectBatch } from './projectBatch.js';
import { createProjector } from './projector.js';

const logger = createLogger({ level: 'silent' });
let connection: Awaited<ReturnType<typeof openMongo>>;
beforeAll(async () => {
  connection = await openMongo(ownDatabase(), logger);
});
afterAll(() => connection.close());

/** One process: its log and its projector, with a projection that notes what it is given. */
async function startProcess(options: {
  maxBytesHeld?: number;
  project?: (batch: readonly Delivery[]) => Promise<void>;
  isDatabaseThere?: () => Promise<boolean>;
}) {
  const clock = new TestClock();
  const metrics = createMetrics();
  const projected: string[] = [];
  const setAside: string[] = [];
  const deliveries = deliveryModel(connection);
  const writers = deliveryWriterModel(connection);
  const log = createDeliveryLog({
    deliveries,
    clock,
    onArrived: (delivery) => projector.add(delivery),
  });
  const projector = createProjector({
    log,
    writers,
    projectBatch: createProjectBatch({
      projection: {
        project: async (batch) => {
          await options.project?.(batch);
          projected.push(...batch.map(({ body }) => body.toString()));
        },
      },
      setAside: async ({ body }) => void setAside.push(body.toString()),
      isDatabaseThere: options.isDatabaseThere ?? (async () => true),
      logger,
      // How often it is tried counts here, and not how long it waits between.
      retryDelaysMs: [1, 5, 20, 50],
    }),
    metrics,
    clock,
    logger,
    ...(options.maxBytesHeld === undefined ? {} : { maxBytesHeld: options.maxBytesHeld }),
  });
  await projector.open();
  const stored = () => deliveries.find({ writer: log.writer }).sort({ _id: 1 }).lean();
  const bodies = async () => (await stored()).map((row) => Buffer.from(row.body.buffer).toString());
  const writer = () => writers.findById(log.writer).lean();
  const figure = async (name: string) => {
    const metric = await metrics.registry.getSingleMetric(`switchboard_projection_${name}_seconds`)?.get();
    return metric?.values[0]?.value;
  };
  return { log, projector, projected, setAside, bodies, writer, clock, figure };
}

describe('when more is waiting than is held in memory', () => {
  it('every delivery is projected once, in its order, while more keep coming', async () => {
    const one = await startProcess({ maxBytesHeld: 64, project: () => nextTurn() });
    const all = Array.from({ length: 3_000 }, (_, index) => `delivery ${index}`);
    const waves = Array.from({ length: 60 }, (_, wave) => all.slice(wave * 50, wave * 50 + 50));
    for (const wave of waves) {
      const appended = wave.map((text) => one.log.append(Buffer.from(text)));
      // The next wave comes while the last one of this is still on its way to the disk.
      await appended[0];
    }
    await expect.poll(() => one.projected.length, { timeout: 50_000 }).toBe(all.length);
    expect(one.projected).toEqual(await one.bodies());
    await one.projector.stop();
    expect(await one.writer()).toMatchObject({ finished: true });
  });
});

describe('a delivery that cannot be projected', () => {
  it('is set aside, and holds up none of the others', async () => {
    const one = await startProcess({
      project: async (batch) => {
        if (batch.some(({ body }) => body.toString() === 'bad')) throw new Error('cannot be projected');
      },
    });
    const texts = ['first', 'second', 'bad', 'third', 'fourth'];
    await Promise.all(texts.map((text) => one.log.append(Buffer.from(text))));
    await expect.poll(() => one.setAside, { timeout: 60_000 }).toEqual(['bad']);
    await one.projector.drain();
    expect(new Set(one.projected)).toEqual(new Set(['first', 'second', 'third', 'fourth']));
    await one.projector.stop();
  }, 90_000);

  it('is kept and acknowledged also when it comes alone', async () => {
    const one = await startProcess({
      project: async () => {
        throw new Error('cannot be projected');
      },
    });
    await one.log.append(Buffer.from('bad'));
    expect(one.log.isSettled()).toBe(true);
    expect(await one.bodies()).toEqual(['bad']);
    await expect.poll(() => one.setAside, { timeout: 60_000 }).toEqual(['bad']);
    await one.projector.stop();
    expect(await one.writer()).toMatchObject({ finished: true });
  }, 90_000);
});

describe('a delivery over which the connection to the database ends', () => {
  /** What the driver throws when the server ends the connection. */
  const ended = () => new mongo.MongoNetworkError('connection 7 to the database closed');
  const failingOver = (bad: string) => async (batch: readonly Delivery[]) => {
    if (batch.some(({ body }) => body.toString() === bad)) throw ended();
  };

  it('while the database answers, is set aside; of the hundreds with it all others are projected, in their order', async () => {
    const one = await startProcess({ project: failingOver('number 77') });
    const texts = Array.from({ length: 200 }, (_, index) => `number ${index}`);
    await Promise.all(texts.map((text) => one.log.append(Buffer.from(text))));
    await one.projector.drain();
    expect(one.setAside).toEqual(['number 77']);
    expect(one.projected).toEqual(texts.filter((text) => text !== 'number 77'));
    await one.projector.stop();
  });

  it('while nobody reaches the database, waits: nothing is wrong with it', async () => {
    let isThere = false;
    let asked = 0;
    const one = await startProcess({
      project: async () => {
        if (!isThere) throw ended();
      },
      isDatabaseThere: async () => {
        asked += 1;
        // It comes back, later than a faulty delivery would have been set aside.
        isThere = asked > 5;
        return false;
      },
    });
    await one.log.append(Buffer.from('plain'));
    await one.projector.drain();
    expect([one.projected, one.setAside]).toEqual([['plain'], []]);
    await one.projector.stop();
  });

  it('is none when a replica set has lost its majority: that is an outage, though it answers', async () => {
    let failures = 0;
    const one = await startProcess({
      project: async () => {
        failures += 1;
        if (failures <= 5)
          throw Object.assign(new Error('waiting for replication timed out'), { name: 'MongoWriteConcernError' });
      },
    });
    await one.log.append(Buffer.from('plain'));
    await one.projector.drain();
    expect([one.projected, one.setAside]).toEqual([['plain'], []]);
    await one.projector.stop();
  }, 30_000);
});

describe('how far behind it is', () => {
  it('grows while a round hangs, and is nothing when all is projected', async () => {
    let goOn: () => void = () => undefined;
    const hangs = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const one = await startProcess({ project: () => hangs });
    expect(await one.figure('lag')).toBe(0);
    await one.log.append(Buffer.from('waits'));
    one.clock.advance(minutes(3));
    expect(await one.figure('lag')).toBeGreaterThanOrEqual(180);
    expect(await one.figure('round_age')).toBeGreaterThanOrEqual(180);
    one.clock.advance(minutes(1));
    expect(await one.figure('lag')).toBeGreaterThanOrEqual(240);
    goOn();
    await one.projector.drain();
    expect(await one.figure('lag')).toBe(0);
    expect(await one.figure('round_age')).toBeLessThan(180);
    await one.projector.stop();
  });
});

describe('a round', () => {
  const startRounds = async () => {
    const rounds: number[] = [];
    const one = await startProcess({ project: async (batch) => void rounds.push(batch.length) });
    const append = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, index) => one.log.append(Buffer.from(`delivery ${index}`))));
    return { ...one, rounds, append };
  };

  it('begins at once with the thirty-second delivery; the others are the next one', async () => {
    const { append, rounds, projector } = await startRounds();
    await append(40);
    await projector.drain();
    expect(rounds).toEqual([32, 8]);
    await projector.stop();
  });

  it('of fewer begins by itself a moment later, or when somebody waits for it', async () => {
    const { append, rounds, projector } = await startRounds();
    await append(3);
    await projector.drain();
    expect(rounds).toEqual([3]);
    await append(4);
    await expect.poll(() => rounds).toEqual([3, 4]);
    await projector.stop();
  });
});

describe('a process that stops', () => {
  it('refuses what comes from then on, projects what it acknowledged, and says that it has finished', async () => {
    const one = await startProcess({ project: () => nextTurn() });
    const before = Array.from({ length: 200 }, (_, index) => one.log.append(Buffer.from(`before ${index}`)));
    const stopped = one.projector.stop();
    await expect(one.log.append(Buffer.from('too late'))).rejects.toMatchObject({ code: 'database_unavailable' });
    await Promise.all(before);
    await stopped;
    expect(one.projected).toHaveLength(200);
    expect(await one.bodies()).not.toContain('too late');
    expect(await one.writer()).toMatchObject({ finished: true });
  });
});
