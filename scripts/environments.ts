import { apiSettings } from '../apps/api/src/settings.js';
import type { Secrets, Settings } from './settings.js';

/** Where the parts listen. */
export interface Ports {
  web: number;
  api: number;
  sandbox: number;
}

export const preferredPorts: Ports = { web: 3000, api: Number(apiSettings.PORT), sandbox: 4800 };

/** What each program of the stack is told, besides the machine's own environment. */
export interface Environments {
  api: Settings;
  web: Settings;
  sandbox: Settings;
}

const SANDBOX_APP_ID = '1029384756101112';
const CALLBACK_PATH = '/integrations/whatsapp/callback';
const WEBHOOK_PATH = '/api/webhooks/whatsapp';
const DEAUTHORIZE_PATH = '/api/webhooks/meta/deauthorize';
/** The customers' phones, at the sandbox's address. */
export const PHONES_PATH = '/__sandbox/phone';
const DELETION_PATH = '/api/webhooks/meta/data-deletion';

/** Meta is simulated unless a real app is named completely. */
export function usesSandbox(settings: Settings): boolean {
  return !(settings.META_APP_ID && settings.META_APP_SECRET);
}

/** Puts together what each program is told. What the developer has set wins, except over the sandbox's own values. */
export function describeEnvironments(input: {
  settings: Settings;
  secrets: Secrets;
  ports: Ports;
  /** With the database name. */
  mongodbUri: string;
}): Environments {
  const { settings, secrets, ports, mongodbUri } = input;
  const webUrl = `http://localhost:${ports.web}`;
  const apiUrl = `http://localhost:${ports.api}`;
  const sandboxUrl = `http://localhost:${ports.sandbox}`;
  const frontendUrl = settings.FRONTEND_URL ?? webUrl;
  const apiPublicUrl = settings.API_PUBLIC_URL ?? apiUrl;
  const verifyToken = settings.META_WEBHOOK_VERIFY_TOKEN ?? secrets.META_WEBHOOK_VERIFY_TOKEN;

  const meta = usesSandbox(settings)
    ? {
        META_APP_ID: SANDBOX_APP_ID,
        META_APP_SECRET: secrets.SANDBOX_META_APP_SECRET,
        META_CONFIG_ID: settings.META_CONFIG_ID,
        META_SYSTEM_USER_TOKEN: secrets.SANDBOX_OWN_SYSTEM_TOKEN,
        META_GRAPH_URL: sandboxUrl,
        META_DIALOG_URL: sandboxUrl,
        META_SDK_URL: `${sandboxUrl}/en_US/sdk.js`,
      }
    : {
        META_APP_ID: settings.META_APP_ID,
        META_APP_SECRET: settings.META_APP_SECRET,
        META_CONFIG_ID: settings.META_CONFIG_ID,
        META_SYSTEM_USER_TOKEN: settings.META_SYSTEM_USER_TOKEN,
        META_GRAPH_URL: settings.META_GRAPH_URL ?? apiSettings.META_GRAPH_URL,
        META_DIALOG_URL: settings.META_DIALOG_URL ?? apiSettings.META_DIALOG_URL,
        META_SDK_URL: settings.META_SDK_URL,
      };

  return {
    api: {
      ...settings,
      ...meta,
      NODE_ENV: 'development',
      PORT: String(ports.api),
      FRONTEND_URL: frontendUrl,
      API_PUBLIC_URL: apiPublicUrl,
      MONGODB_URI: mongodbUri,
      // It was asked just before.
      DATABASE_WAIT_SECONDS: settings.DATABASE_WAIT_SECONDS ?? '0',
      JWT_SECRET: settings.JWT_SECRET ?? secrets.JWT_SECRET,
      TOKEN_ENCRYPTION_KEYS: settings.TOKEN_ENCRYPTION_KEYS ?? secrets.TOKEN_ENCRYPTION_KEYS,
      META_WEBHOOK_VERIFY_TOKEN: verifyToken,
      META_GRAPH_VERSION: settings.META_GRAPH_VERSION ?? apiSettings.META_GRAPH_VERSION,
    },
    web: {
      PORT: String(ports.web),
      // Shells name the machine in it, and the web would listen at that address alone.
      HOSTNAME: '0.0.0.0',
      API_INTERNAL_URL: apiUrl,
      NEXT_PUBLIC_API_URL: settings.NEXT_PUBLIC_API_URL ?? apiPublicUrl,
      NEXT_PUBLIC_META_APP_ID: meta.META_APP_ID,
      UPLOAD_ORIGIN: settings.UPLOAD_ORIGIN,
      SWITCHBOARD_STAGE: settings.SWITCHBOARD_STAGE,
      WEB_ADDRESS_SECRET: settings.WEB_ADDRESS_SECRET,
      WEB_PROXIES: settings.WEB_PROXIES,
      // Nobody's real phone can write to a number of the sandbox.
      SANDBOX_PHONES_URL: usesSandbox(settings) ? `${sandboxUrl}${PHONES_PATH}` : undefined,
      NEXT_TELEMETRY_DISABLED: '1',
    },
    sandbox: {
      NODE_ENV: 'development',
      PORT: String(ports.sandbox),
      META_APP_ID: meta.META_APP_ID,
      META_APP_SECRET: meta.META_APP_SECRET,
      SANDBOX_OWN_SYSTEM_TOKEN: secrets.SANDBOX_OWN_SYSTEM_TOKEN,
      SANDBOX_REDIRECT_URIS: `${frontendUrl}${CALLBACK_PATH}`,
      SANDBOX_WEBHOOK_URL: `${apiUrl}${WEBHOOK_PATH}`,
      SANDBOX_DEAUTHORIZE_URL: `${apiUrl}${DEAUTHORIZE_PATH}`,
      SANDBOX_DELETION_URL: `${apiUrl}${DELETION_PATH}`,
      META_WEBHOOK_VERIFY_TOKEN: verifyToken,
    },
  };
}
