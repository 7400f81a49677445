import { type ReadinessCheck, webhookEndpoints } from '@switchboard/contracts';
import { findGraphVersion, type GraphApp, type GraphResult, type OwnBusiness } from '@switchboard/graph';
import { checkWebhookFields, findOurSubscription } from '../../numbers/doctor/appChecks.js';
import { toCallbackAddress } from '../../numbers/doctor/publicChecks.js';
import { accessEndsSoonMs } from '../../numbers/lifetimes.js';
import { days } from '../../platform/clock.js';
import { deliveriesCountForMs, versionEndsSoonMs } from '../lifetimes.js';
import type { ReadinessAnswers, ReadinessSettings } from './readinessAnswers.js';
import { found, type Judged, type Looked, notSaid } from './readinessFinding.js';

/** What a business that connects grants the app. */
const neededPermissions = ['whatsapp_business_management', 'whatsapp_business_messaging'] as const;
/** What our own system user fetches a business's access with. */
const systemUserPermissions = ['business_management', ...neededPermissions] as const;

const toDay = (at: Date): string => at.toISOString().slice(0, 10);
const toList = (names: readonly string[]): string => names.join(', ');
const askPerson: Judged = found('ask_person');

type Details = NonNullable<GraphApp['details']>;

/** A setting of the dashboard, where Meta tells of them. */
function judgeDetail(app: GraphResult<GraphApp>, judge: (details: Details) => Judged): Judged {
  if (!app.ok) return notSaid(app.failure);
  return app.value.details ? judge(app.value.details) : askPerson;
}

function judgeApp(app: ReadinessAnswers['app']): Judged {
  if (app.ok) return found('app_known', { name: app.value.name ?? app.value.id });
  const judged = notSaid(app.failure);
  const isRefused = app.failure.kind === 'app_misconfigured';
  return isRefused && 'found' in judged ? found('app_refused', judged.values) : judged;
}

const judgePrivacy = (app: ReadinessAnswers['app'], ours: string, isCompanyNamed: boolean): Judged =>
  judgeDetail(app, ({ privacyUrl: url }) => {
    if (url === null) return found('privacy_unset');
    if (url.replace(/\/$/, '') !== ours) return found('privacy_elsewhere', { url });
    return found(isCompanyNamed ? 'privacy_ours' : 'privacy_empty', { url });
  });

const judgeCallback = (url: string, ours: string): Judged =>
  found(url === ours ? 'callback_ours' : 'callback_other', { url });

function judgeWebhookAddress(subscriptions: ReadinessAnswers['subscriptions'], ours: string): Judged {
  if (!subscriptions.ok) return notSaid(subscriptions.failure);
  const url = findOurSubscription(subscriptions.value)?.callbackUrl;
  return url === undefined ? found('webhooks_unset') : judgeCallback(url, ours);
}

function judgeConfiguration({ access }: ReadinessAnswers, configId: string | undefined): Judged {
  if (configId === undefined) return found('configuration_unset');
  if (access === null) return askPerson;
  const { connectedAt, expiresAt } = access;
  if (expiresAt === null) return found('access_lasts', { day: toDay(connectedAt) });
  const life = Math.round((expiresAt.getTime() - connectedAt.getTime()) / days(1));
  return found('access_ends', { day: toDay(connectedAt), days: String(life) });
}

function judgeDomain({ app, cameBack }: ReadinessAnswers, { configId, address }: ReadinessSettings): Judged {
  if (configId === undefined) return found('popup_unused');
  if (cameBack.popup) return found('popup_worked', { day: toDay(cameBack.popup) });
  const domains = app.ok ? app.value.details?.domains : undefined;
  const host = new URL(address.frontendUrl).hostname;
  if (!domains || domains.some((domain) => host === domain || host.endsWith(`.${domain}`))) return askPerson;
  return found('domain_unlisted', { listed: toList(domains) || '–' });
}

/** The worse of answering at all and of taking a signed delivery. What Meta itself delivered lately says more than "unknown". */
function judgeReachable({ own, heardAt }: ReadinessAnswers, now: Date): Judged {
  const tries = [own.public_address.diagnosis, own.signature.diagnosis];
  const worst = (['bad', 'unknown', 'waiting', 'good'] as const).flatMap((verdict) =>
    tries.filter((one) => one.verdict === verdict),
  )[0];
  const isHeard = heardAt !== null && now.getTime() - heardAt.getTime() < deliveriesCountForMs;
  if (worst?.verdict === 'unknown' && isHeard) return found('delivered_lately', { day: toDay(heardAt) });
  return { said: worst ?? own.public_address.diagnosis };
}

function judgePermissions(permissions: ReadinessAnswers['permissions']): Judged {
  if (!permissions.ok) return notSaid(permissions.failure);
  const live = new Set(permissions.value.filter(({ status }) => status === 'live').map((one) => one.permission));
  const missing = neededPermissions.filter((permission) => !live.has(permission));
  if (missing.length === 0) return found('permissions_live', { names: toList(neededPermissions) });
  return found('permissions_missing', { names: toList(missing) });
}

const isVerified = ({ verificationStatus }: OwnBusiness) => verificationStatus?.toLowerCase() === 'verified';

function judgeVerification(businesses: ReadinessAnswers['businesses']): Judged {
  if (businesses === null) return askPerson;
  if (!businesses.ok) return notSaid(businesses.failure);
  const nameOf = ({ id, name }: OwnBusiness) => name ?? id;
  const told = businesses.value.filter(({ verificationStatus }) => verificationStatus !== undefined);
  const others = told.filter((business) => !isVerified(business));
  const [one] = others;
  if (told.length === 0) return askPerson;
  if (!one) return found('verified', { name: toList(told.map(nameOf)) });
  if (told.length > 1) return found('some_not_verified', { names: toList(others.map(nameOf)) });
  const status = one.verificationStatus?.toLowerCase() ?? '';
  return found(status.startsWith('pending') ? 'verification_pending' : 'not_verified', { name: nameOf(one), status });
}

function judgeVersion(version: string, now: Date): Judged {
  const known = findGraphVersion(version);
  if (!known) return found('version_unknown', { version });
  if (known.endsOn === null) return found('version_good', { version });
  const leftMs = Date.parse(known.endsOn) - now.getTime();
  const row = leftMs <= 0 ? 'version_ended' : leftMs < versionEndsSoonMs ? 'version_ends' : 'version_lasts';
  return found(row, { version, day: known.endsOn });
}

function judgeSystemUser({ systemUser }: ReadinessAnswers, appId: string, now: Date): Judged {
  if (systemUser === null) return found('system_user_unset');
  if (!systemUser.ok) return notSaid(systemUser.failure);
  const { isValid, appId: tokenAppId, scopes, expiresAt } = systemUser.value;
  if (!isValid) return found('system_user_refused');
  if (tokenAppId !== appId) return found('system_user_elsewhere', { app: tokenAppId });
  const missing = systemUserPermissions.filter((permission) => !scopes.includes(permission));
  if (missing.length > 0) return found('system_user_lacks', { names: toList(missing) });
  if (expiresAt === null) return found('system_user_works');
  const isSoon = expiresAt.getTime() - now.getTime() < accessEndsSoonMs;
  return found(isSoon ? 'system_user_ends' : 'system_user_lasts', { day: toDay(expiresAt) });
}

/** What each check found. Pure. */
export function judgeReadiness(
  answers: ReadinessAnswers,
  settings: ReadinessSettings,
  now: Date,
): Record<ReadinessCheck, Judged> {
  const { app, own, cameBack } = answers;
  const ours = ourAddresses(settings);
  return {
    app_credentials: judgeApp(app),
    app_published: askPerson,
    app_secret_required: askPerson,
    privacy_page: judgePrivacy(app, ours.privacy, settings.isCompanyNamed),
    deauthorize_callback: judgeDetail(app, ({ deauthorizeUrl: url }) =>
      url === null ? found('deauthorize_unset') : judgeCallback(url, ours.deauthorize),
    ),
    deletion_callback: askPerson,
    login_configuration: judgeConfiguration(answers, settings.configId),
    redirect_address: cameBack.redirect ? found('came_back', { day: toDay(cameBack.redirect) }) : askPerson,
    sdk_domain: judgeDomain(answers, settings),
    webhook_address: judgeWebhookAddress(answers.subscriptions, ours.webhooks),
    webhook_fields: { said: checkWebhookFields(answers.subscriptions) },
    webhook_reachable: judgeReachable(answers, now),
    verify_token: { said: own.challenge.diagnosis },
    permissions: judgePermissions(answers.permissions),
    business_verification: judgeVerification(answers.businesses),
    graph_version: judgeVersion(settings.graphVersion, now),
    system_user: judgeSystemUser(answers, settings.appId, now),
  };
}

const ourAddresses = ({ address }: ReadinessSettings) => ({
  privacy: `${address.frontendUrl}/privacy`,
  deauthorize: `${address.publicUrl}${webhookEndpoints.deauthorize.path}`,
  deletion: `${address.publicUrl}${webhookEndpoints.requestDeletion.path}`,
  webhooks: toCallbackAddress(address.publicUrl),
});

/** What a person looks at in each check, so that a tick ends when it is another thing. Pure. */
export function describeLooked(settings: ReadinessSettings): Record<ReadinessCheck, Looked> {
  const { appId, configId = '–', redirectUri, address } = settings;
  const ours = ourAddresses(settings);
  const ofApp = (values: Looked['values'] = {}): Looked => ({ about: appId, values });
  const at = (text: string, more: Looked['values'] = {}): Looked => ({
    about: `${appId} ${text}`,
    values: { ours: text, ...more },
  });
  return {
    app_credentials: ofApp(),
    app_published: ofApp(),
    app_secret_required: ofApp(),
    privacy_page: at(ours.privacy),
    deauthorize_callback: at(ours.deauthorize),
    deletion_callback: at(ours.deletion),
    login_configuration: { about: `${appId} ${configId}`, values: { configuration: configId } },
    redirect_address: at(redirectUri),
    sdk_domain: at(new URL(address.frontendUrl).hostname),
    webhook_address: at(ours.webhooks),
    webhook_fields: ofApp(),
    webhook_reachable: ofApp(),
    verify_token: ofApp(),
    permissions: ofApp({ names: toList(neededPermissions) }),
    business_verification: ofApp(),
    graph_version: ofApp(),
    system_user: ofApp({ names: toList(systemUserPermissions) }),
  };
}
