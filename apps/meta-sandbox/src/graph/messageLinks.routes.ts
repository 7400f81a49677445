import { randomBytes } from 'node:crypto';
import type { SandboxState } from '../state/sandboxState.js';
import type { MessageLink } from '../state/storefronts.js';
import { authorizeNumber } from './access.js';
import { badParameter, GraphError } from './graphError.js';
import type { GraphHandler, GraphRequest, GraphRoute } from './graphRequest.js';
import { page } from './paging.js';

const maxLinks = 2000;
const maxWordsLength = 140;

const linkNode = ({ id, prefilledMessage }: MessageLink) => ({
  code: id,
  prefilled_message: prefilledMessage,
  deep_link_url: `https://wa.me/message/${id}`,
});

const listLinks = (request: GraphRequest, state: SandboxState) =>
  state.storefronts.of(authorizeNumber(request, state).id).links;

function mustFind(links: readonly MessageLink[], code: string): MessageLink {
  const link = links.find(({ id }) => id === code);
  if (!link) throw new GraphError(100, `(#100) There is no QR code ${code}`, { httpStatus: 404 });
  return link;
}

const list: GraphHandler = (request, state) => page(listLinks(request, state), request, linkNode);
const read: GraphHandler = (request, state) => ({
  data: [linkNode(mustFind(listLinks(request, state), request.target.member ?? ''))],
});

/** Creates or changes a link. `generate_qr_image` draws nothing here. */
const write: GraphHandler = (request, state) => {
  const links = listLinks(request, state);
  const words = request.params.mustHave('prefilled_message');
  if (words.length > maxWordsLength)
    throw badParameter(`prefilled_message must be at most ${maxWordsLength} characters long`);
  const image = request.params.text('generate_qr_image');
  if (image !== undefined && image !== 'SVG' && image !== 'PNG') {
    throw badParameter('generate_qr_image must be one of {SVG, PNG}');
  }
  const code = request.params.text('code');
  if (code !== undefined) return linkNode(Object.assign(mustFind(links, code), { prefilledMessage: words }));
  if (links.length >= maxLinks) throw badParameter(`A number has at most ${maxLinks} QR codes`);
  const link = { id: randomBytes(7).toString('hex').toUpperCase(), prefilledMessage: words };
  links.push(link);
  return linkNode(link);
};

const remove: GraphHandler = (request, state) => {
  const links = listLinks(request, state);
  links.splice(links.indexOf(mustFind(links, request.target.member ?? '')), 1);
  return { success: true };
};

export const messageLinkRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{phone}/message_qrdls', handle: list },
  { method: 'POST', edge: '{phone}/message_qrdls', handle: write },
  { method: 'GET', edge: '{phone}/message_qrdls/{code}', handle: read },
  { method: 'DELETE', edge: '{phone}/message_qrdls/{code}', handle: remove },
];
