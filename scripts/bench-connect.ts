/** `npm run bench:connect`: how many round trips connecting a number takes. */
import { build } from './turbo.js';

if (!(await build({ quiet: true, filters: ['@switchboard/api...'] }))) process.exit(1);
await import(new URL('../apps/api/bench/connectRoundTrips.ts', import.meta.url).href);
