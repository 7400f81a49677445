import { alertSettingsRequest, alertsReply } from '../watching.js';
import { endpoint } from './endpoint.js';

const answers = { replies: { 200: alertsReply }, isHot: true } as const;

/** What people are told once. Each answers with how it is now. */
export const alertEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/api/alerts',
    summary: 'Lists what the person was told, newest first',
    right: 'alert.read',
    ...answers,
  }),
  markSeen: endpoint({
    method: 'POST',
    path: '/api/alerts/seen',
    summary: 'Marks everything up to now as seen by the person',
    right: 'alert.read',
    ...answers,
  }),
  configure: endpoint({
    method: 'PATCH',
    path: '/api/alerts',
    summary: 'Says whether alerts come by e-mail as well',
    right: 'alert.configure',
    body: alertSettingsRequest,
    ...answers,
  }),
};
