/**
 * Every variable of the environment that the API reads, with its default as one would write it there; null where there is
 * none. `config.ts` says which values are good. Imports nothing: `npm start` reads it before anything is built.
 */
export const apiSettings = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'info',
  PORT: '4000',
  FRONTEND_URL: null,
  API_PUBLIC_URL: null,
  MONGODB_URI: null,
  REDIS_URL: null,
  JWT_SECRET: null,
  TOKEN_ENCRYPTION_KEYS: null,
  META_APP_ID: null,
  META_APP_SECRET: null,
  META_CONFIG_ID: null,
  META_SYSTEM_USER_TOKEN: null,
  META_WEBHOOK_VERIFY_TOKEN: null,
  META_GRAPH_VERSION: 'v26.0',
  META_GRAPH_URL: 'https://graph.facebook.com',
  META_DIALOG_URL: 'https://www.facebook.com',
  META_SDK_URL: 'https://connect.facebook.net/en_US/sdk.js',
  OPERATOR_TOKEN: null,
  SMTP_URL: null,
  MAIL_FROM: 'Switchboard <switchboard@localhost>',
  KEEP_DELIVERIES_DAYS: '30',
  TRUSTED_PROXIES: 'loopback',
  SECOND_FACTOR: 'accounts',
  CLAMD_URL: null,
  LOG_SHIP_URL: null,
  PLAINTEXT_ALLOWED: null,
  METRICS_TOKEN: null,
} as const satisfies Record<string, string | null>;
