export const STATUS_PATH = '/dashboard/settings/whatsapp-oauth';
export const HISTORY_PATH = '/dashboard/settings/whatsapp-oauth/history';
