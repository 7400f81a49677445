import { findProgram, installPackage } from './debian.js';

interface Program {
  /** As it is called on the PATH. */
  name: string;
  /** Debian's package that has it. */
  packageName: string;
  /** What is not tried without it. */
  needs: string;
}

/** The programs of others that tests start. */
export const testPrograms: readonly Program[] = [
  { name: 'redis-server', packageName: 'redis-server', needs: 'several API processes' },
  { name: 'nginx', packageName: 'nginx', needs: 'what deploy/ has for nginx' },
  { name: 'caddy', packageName: 'caddy', needs: 'what deploy/ has for Caddy' },
  { name: 'promtool', packageName: 'prometheus', needs: 'the alerts of deploy/' },
];

/** Installs the programs that are missing, where that can be done. Gives those that cannot be had. */
export async function installPrograms(programs: readonly Program[]): Promise<Program[]> {
  const missing: Program[] = [];
  for (const program of programs) {
    if (findProgram(program.name)) continue;
    process.stdout.write(`Installing ${program.packageName}, for ${program.needs}…\n`);
    if (!(await installPackage(program.packageName)) || !findProgram(program.name)) missing.push(program);
  }
  return missing;
}
