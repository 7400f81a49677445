import { setInterval } from 'node:timers';
import { systemClock } from '../src/platform/clock.js';
import { createLogger } from '../src/platform/logger.js';
import { openMongo } from '../src/platform/mongo.js';
import { deedJob } from './deeds.js';

/** A process that takes one deed up and never comes to its end. It says which one, and waits to be killed. */
const connection = await openMongo(process.argv[2] ?? '', createLogger({ level: 'silent' }));
const { job } = deedJob(connection, systemClock, {
  work: ({ _id }) => {
    process.stdout.write(`begun ${_id}\n`);
    return new Promise(() => undefined);
  },
});
setInterval(() => undefined, 1_000);
await job.runDue();
