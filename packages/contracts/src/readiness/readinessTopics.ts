import type { ReadinessCheck } from './readiness.js';

export interface ReadinessTopic {
  title: string;
  /** At Meta; `{app}` is the app's id. */
  page: { name: string; url: string };
  /** What a person looks for there, with `{names}` of values. Null: it is not for a person to say. */
  look: string | null;
}

const dashboard = 'https://developers.facebook.com/apps/{app}';
const pages = {
  basic: { name: 'App settings, Basic', url: `${dashboard}/settings/basic/` },
  advanced: { name: 'App settings, Advanced', url: `${dashboard}/settings/advanced/` },
  start: { name: 'App Dashboard', url: `${dashboard}/dashboard/` },
  login: { name: 'Facebook Login for Business, Settings', url: `${dashboard}/business-login/settings/` },
  configurations: {
    name: 'Facebook Login for Business, Configurations',
    url: `${dashboard}/business-login/configurations/`,
  },
  whatsapp: { name: 'WhatsApp, Configuration', url: `${dashboard}/whatsapp-business/wa-settings/` },
  review: { name: 'App Review, Permissions and features', url: `${dashboard}/app-review/permissions/` },
  security: { name: 'Business settings, Security Center', url: 'https://business.facebook.com/settings/security' },
  systemUsers: { name: 'Business settings, System users', url: 'https://business.facebook.com/settings/system-users' },
  versions: { name: 'Graph API, Versions', url: 'https://developers.facebook.com/docs/graph-api/changelog/versions' },
};

export const readinessTopics: Readonly<Record<ReadinessCheck, ReadinessTopic>> = {
  app_credentials: { title: 'App id and secret', page: pages.basic, look: null },
  app_published: {
    title: 'App published',
    page: pages.start,
    look: 'The app is published (“Live”): until then only people with a role on it can log in.',
  },
  app_secret_required: {
    title: 'App secret required',
    page: pages.advanced,
    look: '“Require app secret” is on: then a token that got lost is of no use without the secret.',
  },
  privacy_page: {
    title: 'Privacy policy',
    page: pages.basic,
    look: '“Privacy policy URL” is {ours}, or a page of yours.',
  },
  deauthorize_callback: {
    title: 'Deauthorize callback',
    page: pages.advanced,
    look: 'The deauthorize callback is {ours}.',
  },
  deletion_callback: {
    title: 'Data-deletion callback',
    page: pages.advanced,
    look: 'The data-deletion callback is {ours}.',
  },
  login_configuration: {
    title: 'Login configuration',
    page: pages.configurations,
    look: 'Configuration {configuration} is there, with Embedded Signup, Cloud API, both WhatsApp permissions, and a token that never expires.',
  },
  redirect_address: {
    title: 'Redirect address',
    page: pages.login,
    look: 'Under “Valid OAuth Redirect URIs” stands exactly {ours}, and Strict Mode is on.',
  },
  sdk_domain: {
    title: 'Domain of the popup',
    page: pages.login,
    look: '“Login with the JavaScript SDK” is on, and {ours} is under “Allowed Domains for the JavaScript SDK”.',
  },
  webhook_address: { title: 'Address of webhooks', page: pages.whatsapp, look: 'The callback URL is {ours}.' },
  webhook_fields: { title: 'Webhook fields', page: pages.whatsapp, look: null },
  webhook_reachable: { title: 'Webhooks arrive', page: pages.whatsapp, look: null },
  verify_token: { title: 'Verify token', page: pages.whatsapp, look: null },
  permissions: {
    title: 'Permissions for other businesses',
    page: pages.review,
    look: '{names} have Advanced access.',
  },
  business_verification: {
    title: 'Business verification',
    page: pages.security,
    look: 'The portfolio that owns the app is verified.',
  },
  graph_version: { title: 'Graph version', page: pages.versions, look: null },
  system_user: {
    title: 'System user of your own',
    page: pages.systemUsers,
    look: 'The system user has the app, and a token with {names}.',
  },
};
