import { isIP } from 'node:net';
import {
  mostInCompanyAddress,
  mostInCompanyName,
  plainName,
  plaintextNames,
  readPlaintextAllowed,
  secondFactorPolicy,
} from '@switchboard/contracts';
import { z } from 'zod';
import { compileTrust, type TrustedProxies } from './platform/clientAddress.js';
import { completeEnvironment } from './platform/environment.js';
import { kidShape, type SealingKey } from './platform/keyRing.js';
import { metaAddressProblems } from './platform/metaAddresses.js';
import { databaseNameProblem, readStage } from './platform/stage.js';
import { transportProblems } from './platform/transport.js';
import { emptyAsAbsent, origin } from './settingShapes.js';
import { apiSettings } from './settings.js';
import { listMissing, storageShape } from './storageSettings.js';

/** `kid:base64,kid:base64`: the first key seals, the others still open. */
const keyRing = z.string().transform((text, context): SealingKey[] => {
  const keys: SealingKey[] = [];
  for (const entry of text.split(',')) {
    const match = /^([^:]+):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry.trim());
    const key = match?.[2] ? Buffer.from(match[2], 'base64') : null;
    if (!match?.[1] || !kidShape.test(match[1]) || key?.length !== 32) {
      context.addIssue({
        code: 'custom',
        message: 'must be a list of <key id>:<32 bytes in base64>, separated by commas',
      });
      return z.NEVER;
    }
    keys.push({ kid: match[1], key });
  }
  if (new Set(keys.map((entry) => entry.kid)).size !== keys.length) {
    context.addIssue({ code: 'custom', message: 'names a key id twice' });
    return z.NEVER;
  }
  return keys;
});

const trustedProxies = z.string().transform((text, context): TrustedProxies => {
  if (/^\d$/.test(text.trim())) return Number(text);
  // A longer number would pass for an IPv4 address.
  const isNumber = /^\d+$/.test(text.trim());
  const list = text.split(',').map((entry) => entry.trim());
  try {
    compileTrust(list);
    if (!isNumber) return list;
  } catch {
    // The issue below names the setting.
  }
  context.addIssue({
    code: 'custom',
    message:
      'must be how many proxies there are (0 to 9), or addresses, ranges, or the names loopback, linklocal, uniquelocal',
  });
  return z.NEVER;
});

const companyName = plainName('must be a name', mostInCompanyName);
/** Its lines are parted by commas. */
const companyAddress = plainName('must be an address in one line', mostInCompanyAddress);

const isAddress = (text: string) => URL.canParse(text);

/** Secrets that an operator makes; the others are Meta's, or part of an address. */
const randomSecrets = [
  'JWT_SECRET',
  'META_WEBHOOK_VERIFY_TOKEN',
  'OPERATOR_TOKEN',
  'METRICS_TOKEN',
  'WEB_ADDRESS_SECRET',
] as const;
const isChosen = (text: string) => /^(.)\1*$/.test(text) || /change|example|secret|password/i.test(text);
/** Of 32 bytes made at random about 30 differ. */
const isRepetitive = (key: Buffer) => new Set(key).size < 16;

const plaintextAllowed = z.string().transform((text, context) => {
  const names = readPlaintextAllowed(text);
  if (names) return names;
  context.addIssue({ code: 'custom', message: `must be names separated by commas, of ${plaintextNames.join(', ')}` });
  return z.NEVER;
});

const schema = z
  .object({
    /** Unset means production: whoever forgets it gets the strict rules. */
    NODE_ENV: emptyAsAbsent(z.enum(['development', 'test', 'production']).default(apiSettings.NODE_ENV)),
    /** Staging may have a sandbox in place of Meta, and nothing of production's. */
    SWITCHBOARD_STAGE: emptyAsAbsent(z.enum(['production', 'staging']).default(apiSettings.SWITCHBOARD_STAGE)),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default(apiSettings.LOG_LEVEL),
    PORT: emptyAsAbsent(z.coerce.number().int().min(0).max(65535).default(Number(apiSettings.PORT))),
    /** Absent: all of this machine's. */
    BIND_ADDRESS: emptyAsAbsent(
      z
        .string()
        .refine((text) => isIP(text) !== 0, 'must be an address of this machine, such as 127.0.0.1 or ::')
        .optional(),
    ),
    FRONTEND_URL: origin,
    API_PUBLIC_URL: origin,
    MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, 'must be a mongodb:// address'),
    /** How long a start waits for a database that is not there yet. */
    DATABASE_WAIT_SECONDS: emptyAsAbsent(
      z.coerce.number().int().min(0).max(600).default(Number(apiSettings.DATABASE_WAIT_SECONDS)),
    ),
    REDIS_URL: emptyAsAbsent(z.url({ protocol: /^rediss?$/ }).optional()),
    JWT_SECRET: z.string().min(32, 'must have at least 32 characters, made at random'),
    TOKEN_ENCRYPTION_KEYS: keyRing,
    META_APP_ID: z.string().regex(/^\d{1,32}$/, 'must be the digits of your Meta app id'),
    META_APP_SECRET: z.string().min(16, 'must be the secret of your Meta app'),
    /** Read by staging alone, whose app has to be another one. */
    PRODUCTION_META_APP_ID: emptyAsAbsent(
      z
        .string()
        .regex(/^\d{1,32}$/, 'must be the digits of production’s Meta app id')
        .optional(),
    ),
    META_CONFIG_ID: emptyAsAbsent(
      z
        .string()
        .regex(/^\d{1,32}$/, 'must be digits')
        .optional(),
    ),
    /** Our own system user's, with business_management: finishes sign-ups on Meta's hosted page. */
    META_SYSTEM_USER_TOKEN: emptyAsAbsent(
      z
        .string()
        .regex(/^[\x21-\x7e]{20,}$/, 'must be the token of a system user, without spaces')
        .optional(),
    ),
    META_WEBHOOK_VERIFY_TOKEN: z.string().min(16, 'must have at least 16 characters, made at random'),
    META_GRAPH_VERSION: z
      .string()
      .regex(/^v\d{2}\.\d$/, 'must look like v26.0')
      .default(apiSettings.META_GRAPH_VERSION),
    META_GRAPH_URL: origin.default(apiSettings.META_GRAPH_URL),
    META_DIALOG_URL: origin.default(apiSettings.META_DIALOG_URL),
    /** Meta's JavaScript SDK, for the popup. */
    META_SDK_URL: emptyAsAbsent(z.url({ protocol: /^https?$/ }).default(apiSettings.META_SDK_URL)),
    /** Bearer token for /api/operator. Without it nobody is the operator there. */
    OPERATOR_TOKEN: emptyAsAbsent(z.string().min(32, 'must have at least 32 characters, made at random').optional()),
    /** Without it mail is printed in development, and not sent in production. */
    SMTP_URL: emptyAsAbsent(z.url({ protocol: /^smtps?$/ }).optional()),
    /** The sender of the e-mails. */
    MAIL_FROM: emptyAsAbsent(z.string().min(3).max(320).default(apiSettings.MAIL_FROM)),
    /** Who runs this installation: for the public pages about privacy, which say that they are unfinished without all three. */
    COMPANY_NAME: emptyAsAbsent(companyName.optional()),
    COMPANY_ADDRESS: emptyAsAbsent(companyAddress.optional()),
    COMPANY_EMAIL: emptyAsAbsent(z.email('must be an e-mail address').optional()),
    /** The operator's own policy, to which the page leads. */
    PRIVACY_POLICY_URL: emptyAsAbsent(z.url({ protocol: /^https$/, error: 'must be an https address' }).optional()),
    /** How long Meta's deliveries, and what waits in quarantine, are kept. Not shorter than Meta's own week of retries. */
    KEEP_DELIVERIES_DAYS: emptyAsAbsent(
      z.coerce.number().int().min(7).max(3650).default(Number(apiSettings.KEEP_DELIVERIES_DAYS)),
    ),
    /** Whose X-Forwarded-For is believed: so many hops before the API, or names and ranges that Express knows. */
    TRUSTED_PROXIES: emptyAsAbsent(z.string().default(apiSettings.TRUSTED_PROXIES).pipe(trustedProxies)),
    /** Shared with the web, which signs its callers' addresses. Without it a signed address is not believed. */
    WEB_ADDRESS_SECRET: emptyAsAbsent(
      z.string().min(32, 'must have at least 32 characters, made at random').optional(),
    ),
    /** Of whom a second factor is asked: of owners whose account says so, of all owners, or of everybody. */
    SECOND_FACTOR: emptyAsAbsent(secondFactorPolicy.default(apiSettings.SECOND_FACTOR)),
    /** ClamAV's daemon: `unix:/path`, `tcp://host:port` or `tls://host:port`. Without it files are not searched. */
    CLAMD_URL: emptyAsAbsent(
      z
        .string()
        .regex(/^(?:unix:\/[^\0]+|(?:tcp|tls):\/\/[^\s/@]+)$/, 'must be unix:/path, tcp://host:port or tls://host:port')
        .refine(isAddress, 'must name a host and a port that there can be')
        .optional(),
    ),
    ...storageShape,
    LOG_SHIP_URL: emptyAsAbsent(
      z
        .string()
        .regex(/^tls:\/\/[^\s/@:]+:\d{1,5}$|^tls:\/\/\[[\da-f:]+\]:\d{1,5}$/i, 'must be tls://host:port')
        .refine(isAddress, 'must name a host and a port that there can be')
        .optional(),
    ),
    /** A collector's base address; OpenTelemetry's own name. Without it nothing is traced, and its libraries are not loaded. */
    OTEL_EXPORTER_OTLP_ENDPOINT: emptyAsAbsent(origin.optional()),
    PLAINTEXT_ALLOWED: emptyAsAbsent(plaintextAllowed.optional()),
    /** Bearer token for /metrics. Without it /metrics answers only outside production. */
    METRICS_TOKEN: emptyAsAbsent(z.string().min(16, 'must have at least 16 characters').optional()),
  } satisfies Record<keyof typeof apiSettings, z.ZodType>)
  .superRefine((env, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    for (const name of listMissing(env)) refuse(name, 'is missing');
    if (env.NODE_ENV !== 'production') return;
    for (const name of ['FRONTEND_URL', 'API_PUBLIC_URL'] as const) {
      if (env[name].startsWith('http://')) refuse(name, 'must be an https address in production');
    }
    for (const { setting, message } of metaAddressProblems(env)) refuse(setting, message);
    for (const name of randomSecrets) {
      if (isChosen(env[name] ?? '')) refuse(name, 'must be made at random, not chosen');
      const other = randomSecrets.find((before) => env[before] !== undefined && env[before] === env[name]);
      if (other !== name && env[name] !== undefined) refuse(name, `must not be the same as ${other}`);
    }
    if (env.TOKEN_ENCRYPTION_KEYS.some(({ key }) => isRepetitive(key))) {
      refuse('TOKEN_ENCRYPTION_KEYS', 'must be made at random, not chosen');
    }
  });

export type Config = Readonly<z.output<typeof schema>>;

/** Connections to other services that are refused in production, once every address can be parsed. */
function unsafeWays(config: Config): string[] {
  if (config.NODE_ENV !== 'production') return [];
  try {
    const stage = readStage(config);
    const nameProblem = stage && databaseNameProblem(config.MONGODB_URI, stage);
    const problems = transportProblems(config, config.PLAINTEXT_ALLOWED ?? []);
    return [
      ...(nameProblem ? [`  MONGODB_URI ${nameProblem}`] : []),
      ...problems.map(({ setting, message }) => `  ${setting} ${message}`),
    ];
  } catch {
    return ['  MONGODB_URI must be an address that MongoDB’s driver understands'];
  }
}

/** @throws Error with a sentence for each problem that begins with the variable's name. Values are never repeated. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = schema.safeParse(env);
  const sentences = parsed.success
    ? unsafeWays(parsed.data)
    : parsed.error.issues.map((issue) => {
        const name = issue.path.join('.');
        const missing = env[name] === undefined || env[name] === '';
        return `  ${name} ${missing ? 'is missing' : issue.message}`;
      });
  if (parsed.success && sentences.length === 0) return parsed.data;
  throw new Error(`Switchboard cannot start, its configuration is not valid:\n${sentences.join('\n')}`);
}

/** Reads this process's environment and the files that it names; ends the process where it is not valid. */
export function configOrExit(): Config {
  try {
    return readConfig(completeEnvironment(process.env, Object.keys(apiSettings)));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
