import {
  accountEndpoints,
  alertEndpoints,
  authEndpoints,
  connectEndpoints,
  type Endpoint,
  handoverEndpoints,
  inboxEndpoints,
  invitationEndpoints,
  mediaEndpoints,
  numberEndpoints,
  operatorEndpoints,
  quarantineEndpoints,
  realtimeEndpoints,
  referenceEndpoints,
  secondFactorEndpoints,
  sendingEndpoints,
  systemEndpoints,
  webhookEndpoints,
} from '@switchboard/contracts';

/** An endpoint with its name and its chapter in the reference. */
export interface Entry {
  /** `accounts.changeRole` */
  name: string;
  chapter: string;
  endpoint: Endpoint;
}

/** The chapters of the reference, in their order. An endpoint that is in none turns a test red. */
const chapters = {
  auth: ['Logging in', authEndpoints],
  secondFactor: ['Second factors', secondFactorEndpoints],
  account: ['Account and team', accountEndpoints],
  invitations: ['Invitations', invitationEndpoints],
  connect: ['Connecting and disconnecting', connectEndpoints],
  handovers: ['Hand-over links', handoverEndpoints],
  numbers: ['Numbers', numberEndpoints],
  inbox: ['Inbox', inboxEndpoints],
  sending: ['Writing', sendingEndpoints],
  media: ['Files', mediaEndpoints],
  quarantine: ['Quarantine', quarantineEndpoints],
  alerts: ['Alerts', alertEndpoints],
  realtime: ['Live channel', realtimeEndpoints],
  webhooks: ['What Meta calls', webhookEndpoints],
  system: ['Running it', systemEndpoints],
  reference: ['This reference', referenceEndpoints],
  operator: ['Operator', operatorEndpoints],
} as const satisfies Record<string, readonly [title: string, endpoints: Record<string, Endpoint>]>;

type Chapters = typeof chapters;
type EndpointsIn<Group extends keyof Chapters> = Chapters[Group][1];
/** Every endpoint that there is, by its exact type. */
export type DeclaredEndpoint = {
  [Group in keyof Chapters]: EndpointsIn<Group>[keyof EndpointsIn<Group>];
}[keyof Chapters];

export const entries: readonly Entry[] = Object.entries(chapters).flatMap(([group, [chapter, endpoints]]) =>
  Object.entries<Endpoint>(endpoints).map(([name, endpoint]) => ({ name: `${group}.${name}`, chapter, endpoint })),
);
