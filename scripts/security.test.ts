import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const read = (path: string) => readFileSync(at(path), 'utf8');

const page = read('docs/security.md');
/** Every item of levels 1 and 2 of OWASP ASVS 5.0.0, with its level. */
const levels: Record<string, number> = JSON.parse(read('scripts/asvs-5.0.json'));
const states = ['met', 'not applicable', 'not met'];

interface Row {
  item: string;
  level: number;
  what: string;
  state: string;
  /** What the state rests on: tests, places, or the reason. */
  proof: string[];
}

const rows = page.split('\n').flatMap((line): Row[] => {
  const [, item = '', level, what = '', state = '', proof = ''] = line.split('|').map((cell) => cell.trim());
  if (!/^\d+\.\d+\.\d+$/.test(item)) return [];
  return [{ item, level: Number(level), what, state, proof: proof.split('<br>').filter((entry) => entry !== '') }];
});

/** A test, as a proof names it: its file in backquotes, then its title. */
function namedTest(proof: string): { file: string; title: string } | null {
  const [, file, title] = /^`([^`]+\.(?:test|spec)\.tsx?)`: (.+)$/.exec(proof) ?? [];
  return file && title ? { file, title } : null;
}

/** The files and sections that a proof names beside tests. */
const pathsIn = (text: string) =>
  [...text.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)+|[\w.-]+\.json)`/g)].flatMap(([, path]) => path ?? []);
const linksIn = (text: string) => [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => link ?? []);

/** As GitHub makes it of a heading. */
const toAnchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
const anchorsIn = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => toAnchor(heading ?? ''));

/** What is wrong with a link of the page; nothing when it leads somewhere. */
function findFault(link: string): string[] {
  if (/^https:/.test(link)) return [];
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? 'docs/security.md' : `docs/${path}`;
  if (!existsSync(at(file))) return [`${link}: there is no such file`];
  return anchor === undefined || anchorsIn(read(file)).includes(anchor) ? [] : [`${link}: there is no such section`];
}

describe('the page about security', () => {
  it('has every item of levels 1 and 2 once, in order, with its level', () => {
    expect(Object.fromEntries(rows.map(({ item, level }) => [item, level]))).toEqual(levels);
    expect(rows.map(({ item }) => item)).toEqual(Object.keys(levels));
  });

  it('says of each what it is about, one of three states, and why', () => {
    for (const row of rows) {
      expect.soft(states, row.item).toContain(row.state);
      expect.soft(row.what, row.item).not.toBe('');
      expect.soft(row.proof, row.item).not.toEqual([]);
    }
  });

  it('calls nothing met without a test, a file or a section that shows it', () => {
    const shown = (proof: string) =>
      namedTest(proof) !== null || pathsIn(proof).length > 0 || linksIn(proof).length > 0;
    const without = rows.filter(({ state, proof }) => state === 'met' && !proof.every(shown));
    expect(without.map(({ item }) => item)).toEqual([]);
  });

  it('names tests that there are', () => {
    const missing = rows.flatMap(({ item, proof }) =>
      proof.flatMap((entry) => {
        const test = namedTest(entry);
        if (!test) return [];
        if (!existsSync(at(test.file))) return [`${item}: there is no ${test.file}`];
        return read(test.file).includes(test.title) ? [] : [`${item}: no test of ${test.file} is “${test.title}”`];
      }),
    );
    expect(missing).toEqual([]);
  });

  it('names files and sections that there are', () => {
    const inRows = rows.flatMap(({ proof }) => proof.filter((entry) => namedTest(entry) === null));
    const paths = inRows.flatMap(pathsIn).filter((path) => !path.startsWith('/'));
    expect(paths.filter((path) => !existsSync(at(path)))).toEqual([]);
    expect(linksIn(page).flatMap(findFault)).toEqual([]);
  });
});

/** The code that runs for customers: no tests, no sandbox, no tools. */
const shipped = ['apps/api/src', 'apps/web/app', 'apps/web/components', 'apps/web/features', 'apps/web/lib'].concat([
  'packages/contracts/src',
  'packages/graph/src',
  'packages/meta-codes/src',
]);
const sources = shipped.flatMap((folder) =>
  readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.(?:test|spec|property)\./.test(path))
    .map((path) => ({ path: `${folder}/${path}`, text: read(`${folder}/${path}`) })),
);

describe('what is never written', () => {
  it.each<[string, RegExp, string]>([
    ['evaluated code', /\beval\s*\(|\bnew Function\b|['"](?:node:)?vm['"]/, "new Function('return 1')"],
    ['a command of the system', /['"](?:node:)?child_process['"]/, "import { exec } from 'node:child_process'"],
    [
      'HTML made of texts',
      /dangerouslySetInnerHTML|\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write\b/,
      '<p dangerouslySetInnerHTML={{ __html: text }} />',
    ],
    ['code for the database to run', /\$where\b|\$function\b|\$accumulator\b|\bmapReduce\(/, "{ $where: 'this.a' }"],
    [
      'a certificate that is not checked',
      /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|tlsAllowInvalid|tlsInsecure/,
      'rejectUnauthorized: false',
    ],
    ['a lenient parser of HTTP', /insecureHTTPParser/, 'insecureHTTPParser: true'],
    ['a hash but SHA-256', /create(?:Hash|Hmac)\((?!\s*['"]sha256['"])/, "createHash('md5')"],
    [
      'a cipher but AES-256-GCM',
      /create(?:C|Dec)ipher(?:iv)?\((?!\s*['"]aes-256-gcm['"])/,
      "createCipheriv('aes-256-ecb'",
    ],
  ])('%s is nowhere in what we ship', (_what, pattern, sample) => {
    expect(sample).toMatch(pattern);
    expect(sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe('what we ship', () => {
  /** Each begins connections by settings, or holds an address that came in data against a list. */
  const places = [
    'apps/api/src/inbox/media/publicPicture.ts',
    'apps/api/src/numbers/doctor/ask.ts',
    'apps/api/src/platform/clamd.ts',
    'apps/api/src/platform/databaseWatch.ts',
    'apps/api/src/platform/logShipper.ts',
    'apps/api/src/platform/mailer.ts',
    'apps/api/src/platform/mongo.ts',
    'apps/api/src/platform/s3Storage.ts',
    'apps/api/src/realtime/redisAdapter.ts',
    'apps/web/features/imprint/loadImprint.ts',
    'apps/web/lib/http.ts',
    'apps/web/lib/passOn/passOn.ts',
    'packages/graph/src/transport.ts',
  ];
  const beginsConnections =
    /\bawait fetch\(|\bas https?Request\b|\bfrom 'node:(?:tls|dgram|http2)'|\bimport axios\b|\b(?:createTransport|createClient|createConnection)\(|\bMongoClient\(\w+, |\bnew S3Client\(|\bnew WebSocket\(/;

  it('connects to others from a few places alone', () => {
    const found = sources.filter(({ text }) => beginsConnections.test(text)).map(({ path }) => path);
    expect(found.sort()).toEqual(places);
  });
});

describe('the libraries in use', () => {
  it('are listed with the hash of their content, and come from the registry alone', () => {
    const lock = read('pnpm-lock.yaml');
    const sourcesOf = [...lock.matchAll(/^ {4}resolution: (.+)$/gm)].map(([, source]) => source ?? '');
    expect(sourcesOf.length).toBeGreaterThan(100);
    // An address of its own would stand beside the hash (`tarball`), a repository or a folder in its place.
    expect(sourcesOf.filter((source) => !/^\{integrity: sha512-[\w+/]+={0,2}\}$/.test(source))).toEqual([]);
  });
});
