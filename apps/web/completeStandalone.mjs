/**
 * Adds the files for browsers to the folder that `next build` makes: Next leaves them out, for those who have them served
 * from elsewhere.
 */
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

// There `next.config.ts` asks for no such folder.
if (!process.env.VERCEL) cpSync(at('.next/static'), at('.next/standalone/apps/web/.next/static'), { recursive: true });
