import { isThisMachine, misspelledSettings, plaintextNames, readPlaintextAllowed } from '@switchboard/contracts';
import { z } from 'zod';
import { webSettings } from './webSettings';

type Environment = Readonly<Record<string, string | undefined>>;

/** Names that are checked for being misspelled: short ones are too near to those of other programs. */
const checkedNames = [
  ...webSettings,
  'PLAINTEXT_ALLOWED',
  'SANDBOX_PHONES_URL',
  'WEB_ADDRESS_SECRET',
  'SWITCHBOARD_STAGE',
];

/** Also where it is no address at all, which is said elsewhere. */
const leadsHere = (address: string) => !URL.canParse(address) || isThisMachine(new URL(address).hostname);
const isPlain = (address: string) => address.startsWith('http:');
const origin = z.url({ protocol: /^https?$/, message: 'must be an address that begins with http:// or https://' });

const schema = z
  .object({
    /** Where the web's server asks the API. */
    API_INTERNAL_URL: origin.default('http://127.0.0.1:4000'),
    /** Where browsers reach the API. Without it pages forbid them their sockets. */
    NEXT_PUBLIC_API_URL: origin.refine(
      (address) => !isPlain(address) || leadsHere(address),
      'must be an https address in production',
    ),
    /** Where browsers send files, where that is object storage. */
    UPLOAD_ORIGIN: origin
      .refine((address) => !isPlain(address) || leadsHere(address), 'must be an https address in production')
      .optional(),
    NEXT_PUBLIC_META_APP_ID: z
      .string()
      .regex(/^\d{1,32}$/, 'must be the digits of your Meta app id')
      .optional(),
    PLAINTEXT_ALLOWED: z.string().optional(),
    /** In production that of this machine alone, where people try the product out. */
    SANDBOX_PHONES_URL: origin.optional(),
    SWITCHBOARD_STAGE: z.enum(['production', 'staging']).default('production'),
    /** The API's, by which it believes the address that the web says. */
    WEB_ADDRESS_SECRET: z.string().min(32, 'must have at least 32 characters, made at random').optional(),
    /** How many proxies stand in front of the web. */
    WEB_PROXIES: z
      .string()
      .regex(/^[1-9]$/, 'must be how many proxies stand in front of the web, 1 to 9')
      .optional(),
  })
  .superRefine(({ API_INTERNAL_URL: address, PLAINTEXT_ALLOWED: allowed, ...env }, context) => {
    const names = allowed ? readPlaintextAllowed(allowed) : [];
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (!names) refuse('PLAINTEXT_ALLOWED', `must be names separated by commas, of ${plaintextNames.join(', ')}`);
    const phones = env.SANDBOX_PHONES_URL;
    if (phones !== undefined && !leadsHere(phones)) {
      if (env.SWITCHBOARD_STAGE !== 'staging') refuse('SANDBOX_PHONES_URL', 'must not be a sandbox in production');
      else if (isPlain(phones)) refuse('SANDBOX_PHONES_URL', 'must be an https address in staging');
    }
    if (!isPlain(address) || leadsHere(address) || names?.includes('api')) return;
    // OWASP ASVS 5.0, 12.3.3.
    refuse(
      'API_INTERNAL_URL',
      'leads over a network without TLS: write https://, or, where that network is your own, say PLAINTEXT_ALLOWED=api',
    );
  });

/**
 * Why the web must not start in production with this environment.
 *
 * @returns a sentence for each problem that begins with the variable's name; none where nothing is wrong. Values are never
 * repeated
 */
export function startProblems(env: Environment): string[] {
  const unchecked = Object.keys(env).filter((name) => name.startsWith('NODE_TLS_REJECT_') && env[name] === '0');
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  return [
    ...unchecked.map((name) => `${name} must not be set: no certificate would be checked`),
    ...misspelledSettings(env, checkedNames),
    ...(parsed.success ? [] : parsed.error.issues).map((issue) => {
      const name = issue.path.join('.');
      return `${name} ${given[name] === undefined ? 'is missing' : issue.message}`;
    }),
  ];
}
