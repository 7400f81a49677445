/** `npm run bench:neighbour`: what one member who reads without a pause costs the webhooks of other tenants. */
import { build } from './turbo.js';

if (!(await build({ quiet: true, filters: ['@switchboard/api...'] }))) process.exit(1);
await import(new URL('../apps/api/bench/neighbour.ts', import.meta.url).href);
