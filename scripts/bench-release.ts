/** `npm run bench:release`: how long the step before a version's first start takes, beside a million messages as well. */
import { build } from './turbo.js';

if (!(await build({ quiet: true, filters: ['@switchboard/api...'] }))) process.exit(1);
await import(new URL('../apps/api/bench/release.ts', import.meta.url).href);
