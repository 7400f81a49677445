/** `npm run bench:webhooks`: webhooks acknowledged a second, and the time until the browser has one, beside the floors. */
import { build } from './turbo.js';

if (!(await build({ quiet: true, filters: ['@switchboard/api...'] }))) process.exit(1);
await import(new URL('../apps/api/bench/webhooks.ts', import.meta.url).href);
