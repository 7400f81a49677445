import { fileURLToPath } from 'node:url';

/** The folder of the API, in which its programs are started. */
export const apiFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * What Node is given to start a program of the API. Where `STARTS_BUILT` says that everything was built a moment ago
 * (`npm test`, `npm run outages`) it is what was built, as in production: compiling the sources takes longer than most of
 * these tests. Elsewhere it is the sources, so that no test meets what was built before the last change.
 */
export const programOf = (name: 'main' | 'release'): string[] =>
  process.env.STARTS_BUILT
    ? ['--enable-source-maps', `dist/${name}.js`]
    : ['--conditions=source', '--import', 'tsx', `src/${name}.ts`];
