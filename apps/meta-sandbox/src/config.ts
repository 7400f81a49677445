import { isIP } from 'node:net';
import { z } from 'zod';
import type { SandboxOptions } from './sandbox.js';

/** The addresses that only this machine reaches. */
const isLoopback = (address: string) => address === '::1' || address.startsWith('127.');

const schema = z.object({
  SWITCHBOARD_STAGE: z.enum(['production', 'staging']).optional(),
  BIND_ADDRESS: z
    .string()
    .refine((text) => isIP(text) !== 0, 'BIND_ADDRESS must be an address of this machine, such as 127.0.0.1 or ::')
    .default('127.0.0.1'),
  SANDBOX_PASSWORD: z.string().min(16, 'SANDBOX_PASSWORD must have at least 16 characters').optional(),
  SANDBOX_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  META_APP_ID: z.string().min(1).optional(),
  META_APP_SECRET: z.string().min(1).optional(),
  SANDBOX_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  SANDBOX_DEAUTHORIZE_URL: z.url({ protocol: /^https?$/ }).optional(),
  SANDBOX_DELETION_URL: z.url({ protocol: /^https?$/ }).optional(),
  SANDBOX_OWN_SYSTEM_TOKEN: z.string().min(1).optional(),
  SANDBOX_KEEP_FILE: z.string().min(1).optional(),
  SANDBOX_WEBHOOK_GIVE_UP_SECONDS: z.coerce.number().int().min(1).optional(),
  META_WEBHOOK_VERIFY_TOKEN: z.string().min(1).optional(),
  SANDBOX_REDIRECT_URIS: z
    .string()
    .optional()
    .transform((text) =>
      text
        ?.split(',')
        .map((uri) => uri.trim())
        .filter((uri) => uri !== ''),
    )
    .pipe(z.array(z.url('SANDBOX_REDIRECT_URIS must be addresses, separated by commas')).optional()),
});

export function readConfig(env: NodeJS.ProcessEnv): SandboxOptions {
  const isStaging = env.SWITCHBOARD_STAGE === 'staging';
  if (env.NODE_ENV === 'production' && !isStaging) {
    throw new Error('The sandbox is a stand-in for Meta and does not start with NODE_ENV=production.');
  }
  const unknown = Object.keys(env).filter((name) => name.startsWith('SANDBOX_') && !(name in schema.shape));
  // On a developer's machine other programs have settings of this name.
  if (isStaging && unknown.length > 0) {
    throw new Error(
      `The sandbox's configuration is not valid:\n${unknown.map((name) => `  ${name} is no setting`).join('\n')}`,
    );
  }
  const parsed = schema.safeParse(env);
  if (!parsed.success) throw new Error(`The sandbox's configuration is not valid:\n${z.prettifyError(parsed.error)}`);
  const { BIND_ADDRESS: host, SANDBOX_PASSWORD: password, SANDBOX_PUBLIC_URL: publicUrl } = parsed.data;
  if (password === undefined && (isStaging || !isLoopback(host))) {
    throw new Error('The sandbox needs SANDBOX_PASSWORD in staging, and where others than this machine reach it.');
  }
  const { PORT, META_APP_ID, META_APP_SECRET, SANDBOX_REDIRECT_URIS, SANDBOX_WEBHOOK_URL } = parsed.data;
  const { META_WEBHOOK_VERIFY_TOKEN: verifyToken, SANDBOX_WEBHOOK_GIVE_UP_SECONDS: giveUpSeconds } = parsed.data;
  const { SANDBOX_DEAUTHORIZE_URL, SANDBOX_DELETION_URL, SANDBOX_OWN_SYSTEM_TOKEN, SANDBOX_KEEP_FILE } = parsed.data;
  return {
    port: PORT,
    host,
    ...(password ? { password } : {}),
    ...(publicUrl ? { publicUrl } : {}),
    callbacks: { deauthorize: SANDBOX_DEAUTHORIZE_URL ?? null, deletion: SANDBOX_DELETION_URL ?? null },
    ...(SANDBOX_OWN_SYSTEM_TOKEN ? { ownSystemToken: SANDBOX_OWN_SYSTEM_TOKEN } : {}),
    ...(SANDBOX_KEEP_FILE ? { keepFile: SANDBOX_KEEP_FILE } : {}),
    ...(META_APP_ID ? { appId: META_APP_ID } : {}),
    ...(META_APP_SECRET ? { appSecret: META_APP_SECRET } : {}),
    ...(SANDBOX_WEBHOOK_URL ? { webhook: { url: SANDBOX_WEBHOOK_URL, verifyToken } } : {}),
    ...(giveUpSeconds ? { sender: { giveUpAfterMs: giveUpSeconds * 1000 } } : {}),
    ...(SANDBOX_REDIRECT_URIS?.length ? { redirectUris: SANDBOX_REDIRECT_URIS } : {}),
  };
}
