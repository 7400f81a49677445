import { randomBytes } from 'node:crypto';
import { startDevMongo } from '@switchboard/dev-mongo';
import getPort from 'get-port';
import { startMongoProxy } from '../../apps/api/test/mongoProxy.js';
import { environmentOf, execForm, lastOf, readDockerfile, type Stage } from './dockerfile.js';
import { listFolder, makeReadOnly, type Program, startProgram } from './program.js';

/** What is copied into the images: the folder of each. */
export interface Folders {
  api: string;
  web: string;
}

const imageOf = (name: keyof Folders): Stage => {
  const image = readDockerfile(name).at(-1);
  if (!image) throw new Error(`deploy/${name}.Dockerfile has no stage`);
  return image;
};

/** The settings that production asks for, with secrets of the moment. */
const settings = (mongodbUri: string) => ({
  FRONTEND_URL: 'https://app.switchboard.test',
  API_PUBLIC_URL: 'https://api.switchboard.test',
  MONGODB_URI: mongodbUri,
  JWT_SECRET: randomBytes(48).toString('base64url'),
  TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  META_APP_ID: '300100200',
  META_APP_SECRET: randomBytes(16).toString('hex'),
  META_WEBHOOK_VERIFY_TOKEN: randomBytes(24).toString('hex'),
});

/**
 * Starts API and web from the folders of their images as the images do, where they can write nothing, and uses them: the
 * database is prepared, somebody signs up through the web, everything is stopped.
 * @returns what is wrong, a sentence each; none where all is well
 */
export async function findFaults(folders: Folders): Promise<string[]> {
  const faults: string[] = [];
  const mongo = await startDevMongo();
  // Its own address is a socket that only its owner may use.
  const proxy = await startMongoProxy(mongo.withDatabase('switchboard'));
  const programs: Program[] = [];
  const start = (name: keyof Folders, command: string[], env: NodeJS.ProcessEnv) => {
    const program = startProgram(command, folders[name], { ...environmentOf(imageOf(name)), ...env });
    programs.push(program);
    return program;
  };
  try {
    for (const folder of Object.values(folders)) makeReadOnly(folder);
    const before = Object.values(folders).map(listFolder);
    const [apiPort, webPort] = [await getPort(), await getPort()];
    const [apiUrl, webUrl] = [`http://127.0.0.1:${apiPort}`, `http://127.0.0.1:${webPort}`];
    // The embedded database is no replica set, which production asks for.
    const env = { ...settings(proxy.uri), PORT: String(apiPort), NODE_ENV: 'test' };

    const release = start('api', ['node', 'dist/release.js'], env);
    const how = await release.ended;
    if (how !== 0) faults.push(`The step before the start ended with ${how}: ${release.said()}`);
    const api = start('api', execForm(lastOf(imageOf('api'), 'CMD')), env);
    await api.answers(`${apiUrl}/readyz`);
    const web = start('web', execForm(lastOf(imageOf('web'), 'CMD')), {
      PORT: String(webPort),
      API_INTERNAL_URL: apiUrl,
      NEXT_PUBLIC_API_URL: apiUrl,
    });
    await web.answers(`${webUrl}/healthz`);
    faults.push(...(await usedThrough(webUrl)));

    const ends = { api: await api.stop(), web: await web.stop() };
    // Next ends by the signal's number.
    if (ends.api !== 0 || ends.web !== 143) faults.push(`After SIGTERM they ended by ${JSON.stringify(ends)}`);
    if (JSON.stringify(Object.values(folders).map(listFolder)) !== JSON.stringify(before))
      faults.push('They wrote in their folders');
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  } finally {
    for (const program of programs) await program.stop('SIGKILL');
    await proxy.stop();
    await mongo.stop();
  }
  return faults;
}

/** What is wrong with a page, its files and a call through the web. */
async function usedThrough(webUrl: string): Promise<string[]> {
  const faults: string[] = [];
  const page = await fetch(`${webUrl}/login`);
  const html = await page.text();
  if (!page.ok || !page.headers.get('content-security-policy')?.includes("'nonce-")) {
    faults.push(`/login answered ${page.status}, with the policy ${page.headers.get('content-security-policy')}`);
  }
  const files = [
    ...new Set([...html.matchAll(/(?:src|href)="(\/_next\/static\/[^"]+)"/g)].flatMap(([, path]) => path ?? [])),
  ];
  if (files.length < 2) faults.push(`/login names ${files.length} files`);
  for (const path of [...files, '/icon.svg', '/emojibase/en/data.json']) {
    const file = await fetch(webUrl + path);
    await file.body?.cancel();
    if (!file.ok) faults.push(`${path} answered ${file.status}`);
  }
  const signup = await fetch(`${webUrl}/api/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{
        name: 'Ada Lovelace',
        accountName: 'Acme',
        email: 'ada@example.com',
        password: 'copper lantern violet river',
      },
    }),
  });
  if (!signup.ok) faults.push(`Signing up answered ${signup.status}: ${await signup.text()}`);
  return faults;
}
