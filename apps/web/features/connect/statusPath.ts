/** The page that shows what state the connection is in. */
export const STATUS_PATH = '/dashboard/settings/whatsapp-oauth';
