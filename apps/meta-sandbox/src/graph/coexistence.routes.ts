import { randomBytes } from 'node:crypto';
import { sendContacts, sendHistory } from '../messaging/phonePast.js';
import { syncTypes } from '../state/coexistence.js';
import { authorizeNumber } from './access.js';
import { badParameter, GraphError } from './graphError.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';

const refusals = {
  again: [2593107, 'Sync has already been requested', 'This kind of synchronisation was requested before'],
  late: [2593108, 'Sync window has passed', 'The request came later than 24 hours after the number was onboarded'],
} as const;

/** Contacts or chats of the phone: each once, within 24 hours of joining. The answer means queued; webhooks follow. */
const requestSync: GraphHandler = (request, state) => {
  const number = authorizeNumber(request, state);
  const { params } = request;
  if (params.mustHave('messaging_product') !== 'whatsapp') throw badParameter('messaging_product must be whatsapp');
  const wanted = params.mustHave('sync_type');
  const type = syncTypes.find((each) => each === wanted);
  if (!type) throw badParameter(`sync_type must be one of ${syncTypes.join(', ')}`);
  if (!number.isOnBizApp) throw badParameter('The number is not used in the WhatsApp Business app');

  const outcome = state.coexistence.request(number.id, type, number.lastOnboardedAt, state.now());
  if (outcome !== 'ok') {
    const [code, title, details] = refusals[outcome];
    throw new GraphError(code, `(#${code}) ${title}`, { details });
  }
  const send = type === 'history' ? sendHistory : sendContacts;
  request.afterAnswer(() => void send(state, number));
  return { messaging_product: 'whatsapp', request_id: randomBytes(16).toString('hex') };
};

export const coexistenceRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: '{phone}/smb_app_data', handle: requestSync },
];
