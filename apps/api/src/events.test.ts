import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pushes } from './realtime/rooms.js';

const src = fileURLToPath(new URL('.', import.meta.url));
const page = readFileSync(`${src}../../../docs/events.md`, 'utf8');
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({ folder: path.split('/')[0] ?? '', text: readFileSync(src + path, 'utf8') }));

const declared = [
  ...readFileSync(`${src}platform/domainEvents.ts`, 'utf8').matchAll(/^ {2}'([a-z]+\.[a-z]+)': /gm),
].map(([, name]) => name);

/** The folders in which an event is emitted, or subscribed to, as the sources have it. */
const foldersThat = (verb: 'emit' | 'on', event: string) => {
  const call = new RegExp(`\\bevents\\.${verb}\\(\\s*'${event.replace('.', '\\.')}'`);
  return sources.filter(({ text }) => call.test(text)).map(({ folder }) => folder);
};
const sorted = (folders: readonly string[]) => [...new Set(folders)].sort();
const emitters = (event: string) => sorted(foldersThat('emit', event));
const listeners = (event: string) => sorted([...foldersThat('on', event), ...(event in pushes ? ['realtime'] : [])]);

/** The rows of the page: event, what has happened, who emits, who listens. */
const rows = page.split('\n').flatMap((line) => {
  const [, event = '', , emits = '', listens = ''] = line.split('|').map((cell) => cell.trim());
  const name = /^`([a-z.]+)`$/.exec(event)?.[1];
  const foldersIn = (cell: string) => sorted([...cell.matchAll(/`([a-zA-Z]+)`/g)].map(([, folder]) => folder ?? ''));
  return name ? [{ name, emits: foldersIn(emits), listens: foldersIn(listens) }] : [];
});

describe('the page about events', () => {
  it('has every event once, in the order in which they are declared', () => {
    expect(declared.length).toBeGreaterThan(10);
    expect(rows.map(({ name }) => name)).toEqual(declared);
  });

  it.each(rows)('says who emits $name and who listens', ({ name, emits, listens }) => {
    expect({ emits, listens }).toEqual({ emits: emitters(name), listens: listeners(name) });
    expect(emits).not.toEqual([]);
    expect(listens).not.toEqual([]);
  });

  it('is about all of them: nobody emits, or listens to, a name that is put together', () => {
    const calls = sources.flatMap(({ folder, text }) =>
      folder === 'platform' ? [] : (text.match(/\bevents\.(?:emit|on)\(\s*(?!')\S+/g) ?? []),
    );
    // The table of the rooms goes through its own names.
    expect(calls).toEqual(['events.on(name,']);
  });
});
