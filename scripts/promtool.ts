import { findProgram, installPackage } from './debian.js';

const NAME = 'promtool';
/** Debian's package that has it. */
const PACKAGE = 'prometheus';

/** Installs Prometheus' own check of rules, which the tests of the alerts start. @returns whether it is there */
export async function ensurePromtool(): Promise<boolean> {
  if (findProgram(NAME)) return true;
  process.stdout.write(`Installing ${PACKAGE} for the check of the alerts…\n`);
  return (await installPackage(PACKAGE)) && findProgram(NAME) !== undefined;
}
