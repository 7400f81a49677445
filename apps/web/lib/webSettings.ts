/** What the web reads of its environment, beside what Next itself reads. Imports nothing: `npm start` reads it before anything is built. */
export const webSettings = [
  'API_INTERNAL_URL',
  'NEXT_PUBLIC_META_APP_ID',
  'NEXT_PUBLIC_API_URL',
  'UPLOAD_ORIGIN',
  'WEB_PROXIES',
] as const;
