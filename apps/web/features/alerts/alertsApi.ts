import { type AlertsReply, alertsReply } from '@switchboard/contracts';
import { api } from '@/lib/api';

export const loadAlerts = (signal?: AbortSignal): Promise<AlertsReply> => api.get('/alerts', alertsReply, { signal });

export const markAlertsSeen = () => api.post('/alerts/seen', alertsReply);

/** @param email Whether alerts are sent to this person by e-mail as well. */
export const setAlertMail = (email: boolean) => api.patch('/alerts', alertsReply, { email });
