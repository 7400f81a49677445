import { alertEndpoints } from '@switchboard/contracts';
import { api } from '@/lib/api';

export const loadAlerts = (signal?: AbortSignal) => api.call(alertEndpoints.list, {}, { signal });

/** All of them, up to now, for this person. */
export const markAlertsSeen = () => api.call(alertEndpoints.markSeen);

/** @param email Whether alerts are sent to this person by e-mail as well. */
export const setAlertMail = (email: boolean) => api.call(alertEndpoints.configure, { body: { email } });
