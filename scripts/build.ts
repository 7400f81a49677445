import { build } from './turbo.js';

process.exitCode = (await build()) ? 0 : 1;
