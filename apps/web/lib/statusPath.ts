/** The page that shows what state the connection is in. */
export const STATUS_PATH = '/dashboard/settings/whatsapp-oauth';
/** The page that tells what has happened to the connections. */
export const HISTORY_PATH = '/dashboard/settings/whatsapp-oauth/history';
