import { mediaPath } from '../messaging/media.js';
import type { SandboxState } from '../state/sandboxState.js';

export type NodeType =
  | 'User'
  | 'Business'
  | 'WhatsAppBusinessAccount'
  | 'WhatsAppPhoneNumber'
  | 'WhatsAppMedia'
  | 'Application';

/** What a Graph path points at. */
export interface GraphTarget {
  /** The kind of call, with ids replaced: `{waba}/phone_numbers`, `me`, `oauth/access_token`. */
  edge: string;
  /** The path without version, ids included. */
  path: string;
  /** The id or alias the path starts with; null for `oauth/access_token` and the like. */
  nodeId: string | null;
  nodeType: NodeType | null;
  /** What follows the node, for example `phone_numbers`; null when the node itself is meant. */
  edgeName: string | null;
  wabaId: string | null;
  phoneId: string | null;
  /** The account whose hourly limit the call counts against. */
  billedWabaId: string | null;
  /** The permission of `{user}/permissions/{name}`. */
  permission: string | null;
}

const literals = new Set(['oauth/access_token', 'debug_token', mediaPath]);

/** Calls of every message: they have limits of their own and do not count as management calls. */
const unbilledEdges = new Set(['messages', 'media']);

/** Reads the path of a Graph call, version already taken off. Never fails: unknown ids become `{unknown}`. */
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
    permission: null,
  };
  const [nodeId, ...rest] = segments;
  if (nodeId === undefined || literals.has(path)) return { ...nothing, edge: path };

  const node = findNode(nodeId, state);
  const permission = rest[0] === 'permissions' ? (rest[1] ?? null) : null;
  const edgeName = rest.length === 0 ? null : permission === null ? rest.join('/') : 'permissions/{name}';
  return {
    ...nothing,
    ...node,
    ...(unbilledEdges.has(edgeName ?? '') ? { billedWabaId: null } : {}),
    nodeId,
    edgeName,
    permission,
    edge: edgeName === null ? node.name : `${node.name}/${edgeName}`,
  };
}

type FoundNode = { name: string; nodeType: NodeType | null } & Partial<
  Pick<GraphTarget, 'wabaId' | 'phoneId' | 'billedWabaId'>
>;

function findNode(id: string, { world, app, media, now }: SandboxState): FoundNode {
  if (id === 'me') return { name: 'me', nodeType: 'User' };
  if (id === 'app' || id === app.id) return { name: '{app}', nodeType: 'Application' };
  if (world.waba(id)) return { name: '{waba}', nodeType: 'WhatsAppBusinessAccount', wabaId: id, billedWabaId: id };
  const number = world.number(id);
  if (number) {
    return { name: '{phone}', nodeType: 'WhatsAppPhoneNumber', phoneId: id, billedWabaId: number.wabaId };
  }
  if (media.find(id, now())) return { name: '{media}', nodeType: 'WhatsAppMedia' };
  if (world.business(id)) return { name: '{business}', nodeType: 'Business' };
  if (world.person(id) || world.businessOfSystemUser(id)) return { name: '{user}', nodeType: 'User' };
  return { name: '{unknown}', nodeType: null };
}
