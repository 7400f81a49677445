import type { SandboxState } from '../state/sandboxState.js';
import { type FieldRequest, parseFields, writeFields } from './fields.js';
import { GraphParams, type GraphRequest } from './graphRequest.js';
import { readTarget } from './target.js';

/** The node type in a list, whose members can be asked for edges. */
const membersOf = new Map([
  ['me/businesses', '{business}'],
  ['{user}/businesses', '{business}'],
  ['me/assigned_whatsapp_business_accounts', '{waba}'],
  ['{user}/assigned_whatsapp_business_accounts', '{waba}'],
  ['{business}/owned_whatsapp_business_accounts', '{waba}'],
  ['{business}/client_whatsapp_business_accounts', '{waba}'],
  ['{waba}/phone_numbers', '{phone}'],
  ['{waba}/message_templates', '{template}'],
]);

/** Names of both an edge and a field: as a field they mean the field. */
const fieldsFirst = new Set(['{phone}/username', '{phone}/official_business_account']);

type Answer = Record<string, unknown>;
export type AnswerCall = (request: GraphRequest) => unknown;

const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads `fields` with edges among them (`id,phone_numbers.limit(2){id}`): each edge is read as a call of its own, for
 * the node or for each member of a list.
 */
export function answerWithEdges(
  request: GraphRequest,
  state: SandboxState,
  hasEdge: (edge: string) => boolean,
  answer: { plain: AnswerCall; whole: AnswerCall },
): unknown {
  const { target, params } = request;
  const kind = target.edgeName === null ? target.edge : membersOf.get(target.edge);
  const text = params.text('fields');
  if (kind === undefined || !text) return answer.plain(request);
  const fields = parseFields(text);
  const isEdge = ({ name }: FieldRequest) => hasEdge(`${kind}/${name}`) && !fieldsFirst.has(`${kind}/${name}`);
  const edges = fields.filter(isEdge);
  if (edges.length === 0) return answer.plain(request);

  const others = fields.filter((field) => !isEdge(field));
  const rest = { ...request, params: params.with({ fields: others.length > 0 ? writeFields(others) : 'id' }) };
  return Promise.resolve(answer.plain(rest)).then(async (found) => {
    const nodes = target.edgeName === null ? [found] : isAnswer(found) && Array.isArray(found.data) ? found.data : [];
    for (const node of nodes.filter(isAnswer)) {
      for (const edge of edges) {
        const list = await answer.whole(edgeRequest(request, node, edge, state));
        if (!isEmpty(list)) node[edge.name] = list;
      }
    }
    return found;
  });
}

const isEmpty = (list: unknown) => isAnswer(list) && Array.isArray(list.data) && list.data.length === 0;

function edgeRequest(request: GraphRequest, node: Answer, edge: FieldRequest, state: SandboxState): GraphRequest {
  const { target, params, selfUrl } = request;
  const segments = [String(node.id), edge.name];
  const fields = edge.children.length > 0 ? { fields: writeFields(edge.children) } : {};
  const proof = params.text('appsecret_proof');
  return {
    ...request,
    target: readTarget(segments, state),
    params: new GraphParams(proof === undefined ? {} : { appsecret_proof: proof }, edge.modifiers ?? {}, fields),
    selfUrl: `${selfUrl.slice(0, selfUrl.length - target.path.length)}${segments.join('/')}`,
  };
}
