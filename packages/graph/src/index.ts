export type { AppDetails, AppPermission, AppSubscription, GraphApp, OwnBusiness } from './appClient.types.js';
export { isWindowOpen, windowClosesAt, windowOpenedAfter } from './customerServiceWindow.js';
export { type DialogUrlOptions, dialogUrl } from './dialogUrl.js';
export { createGraphClient } from './graphClient.js';
export type {
  ExchangedToken,
  GraphCall,
  GraphClient,
  GraphClientOptions,
  GraphHealth,
  GraphPhoneNumber,
  GraphUsage,
  GraphWaba,
  InspectedToken,
  PricingPoint,
  SubscribedApp,
} from './graphClient.types.js';
export { findGraphErrorEntry, type GraphErrorEntry, graphErrorTable } from './graphErrorTable.js';
export {
  type GraphFailure,
  type GraphFailureKind,
  type GraphResult,
  graphFailureKinds,
  type RetryAdvice,
  type Turn,
} from './graphFailure.js';
export { findGraphVersion, type GraphVersion } from './graphVersions.js';
export { isListedHost, metaMediaHosts } from './messaging/mediaAddress.js';
export { MediaDownloadError } from './messaging/mediaDownload.js';
export type {
  AcceptedMessage,
  DownloadedMedia,
  GraphMedia,
  GraphTemplate,
  GraphTemplateComponent,
  MessagingClient,
  OutgoingContent,
  Recipient,
  SendMessageInput,
  TemplateComponent,
  ThreadControlInput,
} from './messaging/messaging.types.js';
export { phoneKey, samePhone } from './phoneKey.js';
export { appSecretProof } from './secrets.js';
export {
  makeSignedRequest,
  readSignedRequest,
  type SignedRequest,
  type SignedRequestProblem,
  type SignedRequestResult,
} from './signedRequest.js';
export { type GraphAnswerContext, toGraphFailure } from './toGraphFailure.js';
export { parseUsage } from './usage.js';
export { isUserId } from './webhook/addresses.js';
export { type PhoneSync, readPhoneSync } from './webhook/readPhoneSync.js';
export { readWebhook } from './webhook/readWebhook.js';
export {
  createSignatureVerifier,
  type SignatureVerifier,
  signWebhook,
  verifyWebhookSignature,
} from './webhook/signature.js';
export { isSameWamid, readWamid, type WamidParts, wamidKey } from './webhook/wamid.js';
export type {
  AccountUpdate,
  CallUpdate,
  HandoverUpdate,
  InboundMessageUpdate,
  MessageEchoUpdate,
  MessageStatusUpdate,
  PastMessageUpdate,
  PhoneContactUpdate,
  PreferenceUpdate,
  ProblemUpdate,
  UnknownUpdate,
  WebhookContact,
  WebhookContent,
  WebhookDelivery,
  WebhookError,
  WebhookMedia,
  WebhookMessage,
  WebhookUpdate,
} from './webhook/webhook.types.js';
export { type WebhookField, webhookFields } from './webhookFields.js';
