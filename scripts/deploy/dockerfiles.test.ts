import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root } from '../command.js';
import { dockerfileNames, environmentOf, execForm, lastOf, readDockerfile } from './dockerfile.js';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe.each(dockerfileNames)('the image of the %s', (name) => {
  const stages = readDockerfile(name);
  const [build, last] = [stages[0], stages.at(-1)];
  if (!build || !last) throw new Error(`deploy/${name}.Dockerfile has no stage`);

  it('is made in two stages of one exact version of Node 24', () => {
    expect(stages.map(({ from, name: stage }) => [from, stage])).toEqual([
      [expect.stringMatching(/^node:24\.\d+\.\d+-bookworm-slim$/), 'build'],
      [build.from, undefined],
    ]);
  });

  it('runs as somebody who owns none of its files', () => {
    const keywords = last.steps.map(({ keyword }) => keyword);
    expect(lastOf(last, 'USER')).toBe('node');
    expect(keywords.indexOf('USER')).toBeGreaterThan(keywords.lastIndexOf('COPY'));
    expect(last.steps.filter(({ text }) => text.includes('--chown'))).toEqual([]);
  });

  it('starts Node itself, so that signals reach it', () => {
    const [program, ...args] = execForm(lastOf(last, 'CMD'));
    expect(program).toBe('node');
    expect(args.at(-1)).toMatch(/\.js$/);
    expect(last.steps.filter(({ keyword }) => keyword === 'ENTRYPOINT' || keyword === 'SHELL')).toEqual([]);
  });

  it('takes nothing but the repository, what the lockfile names, and its own build', () => {
    const copies = stages.flatMap(({ steps }) => steps.filter(({ keyword }) => keyword === 'COPY'));
    const sources = copies.flatMap(({ text }) => {
      const words = text.split(/\s+/);
      return words[0]?.startsWith('--from=') ? [] : words.slice(0, -1);
    });
    expect(sources.length).toBeGreaterThan(1);
    expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
    const froms = copies.flatMap(({ text }) => /^--from=(\S+)/.exec(text)?.[1] ?? []);
    expect(froms).toEqual(['build']);
    const used = new Set(stages.flatMap(({ steps }) => steps.map(({ keyword }) => keyword)));
    expect([...used].filter((keyword) => keyword === 'ADD' || keyword === 'ARG')).toEqual([]);
    const { packageManager } = JSON.parse(read('package.json')) as { packageManager: string };
    for (const { keyword, text } of build.steps)
      if (keyword === 'RUN') expect(text).toContain(`npx --yes ${packageManager} `);
  });

  it('holds no secret', () => {
    const names = stages.flatMap((stage) => Object.keys(environmentOf(stage)));
    expect(names.length).toBeGreaterThan(2);
    expect(names.filter((variable) => /SECRET|TOKEN|PASSWORD|_KEYS?$|_URI$/.test(variable))).toEqual([]);
  });

  it('is healthy while /healthz of its port answers with success, and not otherwise', async () => {
    const check = execForm(lastOf(last, 'HEALTHCHECK').replace(/^.*\bCMD\s+(?=\[)/, ''));
    let status = 200;
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const PORT = String((server.address() as AddressInfo).port);
    const outcome = async () => {
      const [program, ...args] = check;
      const child = spawn(program, args, { env: { PATH: process.env.PATH, PORT }, stdio: 'ignore' });
      return (await once(child, 'exit'))[0] as number;
    };
    expect(await outcome()).toBe(0);
    status = 503;
    expect(await outcome()).toBe(1);
    expect(asked).toEqual(['/healthz', '/healthz']);
    server.close();
    server.closeAllConnections();
    expect(await outcome()).toBe(1);
  });
});

it('no image is built from what git does not know', () => {
  const [ignored, left] = ['.gitignore', '.dockerignore'].map((file) =>
    read(file)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.replace(/^\*\*\/|\/$/g, '')),
  );
  expect(ignored?.length).toBeGreaterThan(5);
  expect([...(ignored ?? []), '.git'].filter((pattern) => !left?.includes(pattern))).toEqual([]);
});
