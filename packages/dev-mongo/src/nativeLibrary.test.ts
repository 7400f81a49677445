import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeCopies } from './nativeLibrary.js';

describe('the cached copies of the native library', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'swb-test-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const files = (text: string) => [
    { fileName: 'addon.node', image: Buffer.from(`addon ${text}`) },
    { fileName: 'engine.so', image: Buffer.from(`engine ${text}`) },
  ];

  it('are whole and of one piece when two processes write them at once, and nothing else is left', async () => {
    const folders = await Promise.all(['a', 'b', 'c', 'd'].map((text) => writeCopies(root, 'copies', files(text))));

    expect(new Set(folders)).toEqual(new Set([join(root, 'copies')]));
    expect(await readdir(root)).toEqual(['copies']);
    const [addon, engine] = await Promise.all(
      ['addon.node', 'engine.so'].map((name) => readFile(join(root, 'copies', name), 'utf8')),
    );
    expect(addon?.split(' ')[1]).toBe(engine?.split(' ')[1]);
  });

  it('are reported as impossible when the folder cannot be written', async () => {
    await writeCopies(root, 'file', files('a'));
    await expect(writeCopies(join(root, 'file', 'addon.node'), 'copies', files('b'))).rejects.toThrow('ENOTDIR');
  });
});
