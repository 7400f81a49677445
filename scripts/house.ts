/**
 * `npm run house`: how the code is to read, in figures. `npm run house -- <git ref>` puts that ref beside the working tree.
 *
 * `npm run house -- check` is a part of `npm test`: circles, imports against a rule, functions that are too long, English
 * in the API. `npm run house -- shrink` writes the list of known offenders anew, if it has become no longer.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './command.js';
import { isNoLonger, type Known, listProblems } from './house/ratchet.js';
import { circles, figures, found, knownNow, survey } from './house/survey.js';

const KNOWN = join(root, 'scripts/house/known.json');
const readKnown = (): Known => JSON.parse(readFileSync(KNOWN, 'utf8'));
const print = (line: string) => process.stdout.write(`${line}\n`);

function check(): boolean {
  const now = survey(root);
  const problems = [...circles(now), ...listProblems(readKnown(), found(now))];
  for (const problem of problems) print(problem);
  return problems.length === 0;
}

function shrink(): boolean {
  const known = knownNow(survey(root));
  if (!isNoLonger(readKnown(), known)) {
    print('The list of what is known would become longer: see "npm run house -- check".');
    return false;
  }
  writeFileSync(KNOWN, `${JSON.stringify(known, null, 2)}\n`);
  return true;
}

/** The figures of another commit, from a copy of its files. Throws when there is no such ref. */
function figuresAt(ref: string): Record<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'house-'));
  try {
    const files = execFileSync('git', ['archive', ref, 'apps', 'packages', 'scripts'], {
      cwd: root,
      maxBuffer: 2 ** 30,
    });
    execFileSync('tar', ['-x', '-C', folder], { input: files });
    return figures(survey(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function show(ref: string | undefined): boolean {
  const now = figures(survey(root));
  const before = ref === undefined ? undefined : figuresAt(ref);
  const width = Math.max(...Object.keys(now).map((name) => name.length));
  const cell = (value: number | string) => String(value).padStart(12);
  if (ref !== undefined) print(`${''.padEnd(width)}${cell(ref.slice(0, 11))}${cell('now')}${cell('change')}`);
  for (const [name, value] of Object.entries(now)) {
    const was = before?.[name];
    const change = was === undefined ? [] : [Math.round((value - was) * 10) / 10];
    const signed = change.map((by) => (by > 0 ? `+${by}` : String(by)));
    print(`${name.padEnd(width)}${[...(was === undefined ? [] : [was]), value, ...signed].map(cell).join('')}`);
  }
  return true;
}

const [what] = process.argv.slice(2);
const isGood = what === 'check' ? check() : what === 'shrink' ? shrink() : show(what);
process.exit(isGood ? 0 : 1);
