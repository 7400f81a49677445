export type { CallbackKind, CallbackUrls } from './callbacks/callbackKinds.js';
export type { PersonCallback } from './callbacks/callbacks.js';
export { type SignedRequestFault, signRequest } from './callbacks/signedRequest.js';
export type { ConversationSandbox } from './conversationSandbox.js';
export { type Addressing, addressings } from './messaging/addressing.js';
export { type Call, type CallEvent, callEvents } from './messaging/calls.js';
export type { ChatPartners, CustomerWrites, PhoneAppWrites } from './messaging/customerActs.js';
export {
  type CustomerContent,
  type CustomerContext,
  type CustomerMedia,
  inboundMessage,
  type OrderItem,
} from './messaging/customerContent.js';
export { type Customer, type CustomerPatch, type NewCustomer, toContact } from './messaging/customers.js';
export { type GroupEvent, type GroupStatus, groupEvents } from './messaging/groupActs.js';
export type { Group, NewGroup } from './messaging/groups.js';
export { type IdentityChange, type IdentityShape, identityShapes } from './messaging/identityChanges.js';
export type { MediaRef } from './messaging/media.js';
export type { Naming } from './messaging/naming.js';
export type { PhoneBookEntry } from './messaging/phoneBook.js';
export { spelledOtherwise } from './messaging/phoneSpelling.js';
export type { Preference } from './messaging/preferences.js';
export type { Handover, OtherAnswers } from './messaging/responders.js';
export { type Retelling, type RetellingField, retellingFields } from './messaging/retelling.js';
export { type SampleFile, sampleFile } from './messaging/sampleFiles.js';
export { type SampleName, sampleNames, sampleReferral } from './messaging/samples.js';
export type { SentMessage } from './messaging/sentMessages.js';
export {
  makeWamid,
  newWamid,
  readWamid,
  renamedWamid,
  type WamidForm,
  type WamidParts,
  wamidForms,
} from './messaging/wamid.js';
export type { MessagingSandbox } from './messagingSandbox.js';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.js';
export type { SignUpInput, SignUpResult } from './signup/signUp.js';
export {
  type FinishEvent,
  finishEvents,
  type SignupMessage,
  type SignupStep,
  signupSteps,
} from './signup/signupMessage.js';
export type { SignupSandbox } from './signupSandbox.js';
export type { AppSettings, AppSettingsPatch, OwnBusiness, OwnSystemUser } from './state/appSettings.js';
export { type BreakageName, breakageNames } from './state/breakages.js';
export type { RecordedCall } from './state/callLog.js';
export {
  type NumberRouting,
  type Responder,
  type ResponderRole,
  responderRoles,
  type ThreadOwner,
} from './state/conversationRouting.js';
export { type ActiveFault, type Fault, type FaultEffect, faultOn } from './state/faults.js';
export type { TokenInfo, TokenKind } from './state/grants.js';
export type { Dials, IssueCodeInput } from './state/sandboxState.js';
export type {
  Business,
  BusinessNumber,
  NewBusiness,
  NewNumber,
  NewWaba,
  NumberPatch,
  Person,
  Waba,
  WabaPatch,
  World,
} from './state/world.js';
export { type AccountEventName, accountEventNames } from './webhooks/accountEvents.js';
export {
  callChange,
  groupChange,
  groupFields,
  handoverChange,
  preferenceChange,
  problemChange,
  standbyChange,
} from './webhooks/conversationChanges.js';
export type { RawOptions, RawSignature } from './webhooks/deliverRaw.js';
export type { DeliveryAttempt, DeliveryRecord, DeliveryState, SignatureKind } from './webhooks/deliveryLog.js';
export type { MessageStatusName, WebhookDials } from './webhooks/dials.js';
export {
  accountChange,
  buildDelivery,
  type Change,
  type ChangeNumber,
  type Delivery,
  echoChange,
  historyChange,
  type JsonObject,
  messageChange,
  stateSyncChange,
  statusChange,
} from './webhooks/payload.js';
export type { SenderSettings } from './webhooks/sender.js';
export type { Verification } from './webhooks/verifyCallback.js';
export type { WebhookTarget } from './webhooks/webhooks.js';
export { serializeLikeMeta, signLikeMeta } from './webhooks/wire.js';
