import type { MediaFile } from '../messaging/media.js';
import { mediaPath } from '../messaging/media.js';
import { mediaKinds, mediaRules, toMediaKind } from '../messaging/mediaKinds.js';
import type { SandboxState } from '../state/sandboxState.js';
import { authenticateToken, authorizeMessaging, reachableWabaIds, requireScope } from './access.js';
import { cloudError } from './cloudError.js';
import { requireUserAgent } from './fileHost.js';
import { badParameter, cannotSee, GraphError, missingParameter } from './graphError.js';
import { BinaryAnswer, type GraphHandler, type GraphRequest, type GraphRoute } from './graphRequest.js';
import { requireWhatsApp } from './parameterRules.js';

const allTypes = mediaKinds.flatMap((kind) => mediaRules[kind].types);

/** The type of the part counts; the form's own `type` is ignored. */
const upload: GraphHandler = (request, state) => {
  const number = authorizeMessaging(request, state);
  requireWhatsApp(request.params);
  const { file } = request;
  if (!file) throw missingParameter('file');
  const kind = toMediaKind(file.mimeType);
  if (!kind) {
    throw new GraphError(
      100,
      `(#100) Param file must be a file with one of the following types: ${allTypes.join(', ')}. Received file of type '${file.mimeType}'.`,
    );
  }
  if (file.bytes.length === 0) throw cloudError(131053, 'The file is empty');
  if (file.bytes.length > mediaRules[kind].maxBytes) {
    throw cloudError(131053, `The file is larger than the ${mediaRules[kind].maxBytes} bytes of a ${kind}`);
  }
  const kept = state.media.add({ ...file, phoneNumberId: number.id, origin: 'uploaded' }, state.now());
  return { id: kept.id };
};

function authorizeMedia(request: GraphRequest, state: SandboxState): MediaFile {
  const token = authenticateToken(request, state);
  const id = request.target.nodeId ?? '';
  const file = state.media.find(id, state.now());
  const number = file && state.world.number(file.phoneNumberId);
  if (!file || !number || !reachableWabaIds(token, state).includes(number.wabaId)) throw cannotSee(request.method, id);
  requireScope(token, 'whatsapp_business_messaging', 10);
  const asked = request.params.text('phone_number_id');
  if (asked !== undefined && asked !== number.id)
    throw badParameter('The media does not belong to this phone_number_id');
  return file;
}

const readMedia: GraphHandler = (request, state) => {
  const file = authorizeMedia(request, state);
  return {
    messaging_product: 'whatsapp',
    url: state.media.makeUrl(file, new URL(request.selfUrl).origin, state.now()),
    mime_type: file.mimeType,
    sha256: file.sha256,
    file_size: String(file.bytes.length),
    id: file.id,
  };
};

const deleteMedia: GraphHandler = (request, state) => {
  state.media.remove(authorizeMedia(request, state).id);
  return { success: true };
};

/** The address needs a token as well. */
const download: GraphHandler = (request, state) => {
  const { params } = request;
  requireUserAgent(request.userAgent);
  const file = state.media.behindUrl(
    params.text('mid') ?? '',
    params.text('ext') ?? '',
    params.text('hash') ?? '',
    state.now(),
  );
  const token = findToken(request, state);
  const number = file && state.world.number(file.phoneNumberId);
  if (!number || !reachableWabaIds(token, state).includes(number.wabaId)) {
    throw new GraphError(100, 'The media is not here, or not here any more', { httpStatus: 404 });
  }
  return new BinaryAnswer(file.bytes, file.mimeType);
};

function findToken(request: GraphRequest, state: SandboxState) {
  try {
    return authenticateToken(request, state);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new GraphError(190, 'Invalid OAuth access token', { httpStatus: 401 });
  }
}

export const mediaRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: '{phone}/media', handle: upload },
  { method: 'GET', edge: '{media}', handle: readMedia },
  { method: 'DELETE', edge: '{media}', handle: deleteMedia },
  { method: 'GET', edge: mediaPath, handle: download },
];
