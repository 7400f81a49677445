import { mediaPath } from '../messaging/media.js';
import type { SandboxState } from '../state/sandboxState.js';

export type NodeType =
  | 'User'
  | 'Business'
  | 'WhatsAppBusinessAccount'
  | 'WhatsAppPhoneNumber'
  | 'WhatsAppMessageTemplate'
  | 'WhatsAppMedia'
  | 'Application';

export interface GraphTarget {
  /** The kind of call with ids replaced: `{waba}/phone_numbers`, `me`, `oauth/access_token`. */
  edge: string;
  path: string;
  nodeId: string | null;
  nodeType: NodeType | null;
  edgeName: string | null;
  wabaId: string | null;
  phoneId: string | null;
  /** The account whose hourly limit counts the call. */
  billedWabaId: string | null;
  /** The permission in `{user}/permissions/{name}`, or the code of a QR code. */
  member: string | null;
}

const literals = new Set(['oauth/access_token', 'debug_token', 'message_template_library', mediaPath]);

/** Edges whose members have a path of their own. */
const edgesWithMembers = new Map([
  ['permissions', 'permissions/{name}'],
  ['message_qrdls', 'message_qrdls/{code}'],
]);

/** Calls for messages have limits of their own. */
const unbilledEdges = new Set(['messages', 'marketing_messages', 'media']);

/** Parses the path of a Graph call without its version. Unknown ids become `{unknown}`. */
export function readTarget(segments: readonly string[], state: SandboxState): GraphTarget {
  const path = segments.join('/');
  const nothing = {
    path,
    nodeId: null,
    nodeType: null,
    edgeName: null,
    wabaId: null,
    phoneId: null,
    billedWabaId: null,
    member: null,
  };
  const [nodeId, ...rest] = segments;
  if (nodeId === undefined || literals.has(path)) return { ...nothing, edge: path };

  const node = findNode(nodeId, state);
  const [edge, member = null] = rest;
  const memberEdge = rest.length === 2 ? edgesWithMembers.get(edge ?? '') : undefined;
  const edgeName = rest.length === 0 ? null : (memberEdge ?? rest.join('/'));
  return {
    ...nothing,
    ...node,
    ...(unbilledEdges.has(edgeName ?? '') ? { billedWabaId: null } : {}),
    nodeId,
    edgeName,
    member: memberEdge === undefined ? null : member,
    edge: edgeName === null ? node.name : `${node.name}/${edgeName}`,
  };
}

type FoundNode = { name: string; nodeType: NodeType | null } & Partial<
  Pick<GraphTarget, 'wabaId' | 'phoneId' | 'billedWabaId'>
>;

function findNode(id: string, { world, app, media, templates, now }: SandboxState): FoundNode {
  if (id === 'me') return { name: 'me', nodeType: 'User' };
  if (id === 'app' || id === app.id) return { name: '{app}', nodeType: 'Application' };
  if (world.waba(id)) return { name: '{waba}', nodeType: 'WhatsAppBusinessAccount', wabaId: id, billedWabaId: id };
  const number = world.number(id);
  if (number) {
    return { name: '{phone}', nodeType: 'WhatsAppPhoneNumber', phoneId: id, billedWabaId: number.wabaId };
  }
  if (media.find(id, now())) return { name: '{media}', nodeType: 'WhatsAppMedia' };
  if (world.business(id)) return { name: '{business}', nodeType: 'Business' };
  const template = templates.byId(id, world.wabas);
  if (template) {
    const { wabaId } = template;
    return { name: '{template}', nodeType: 'WhatsAppMessageTemplate', wabaId, billedWabaId: wabaId };
  }
  if (world.person(id) || world.findBusinessBySystemUser(id)) return { name: '{user}', nodeType: 'User' };
  return { name: '{unknown}', nodeType: null };
}
