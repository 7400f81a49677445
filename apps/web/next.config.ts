import type { NextConfig } from 'next';

/** On everything, files included. */
const everywhere = [{ key: 'X-Content-Type-Options', value: 'nosniff' }];
/** Browsers take no notice of it over plain http. */
const transport = { key: 'Strict-Transport-Security', value: 'max-age=31536000; includeSubDomains' };
const noFrame = { key: 'Content-Security-Policy', value: "frame-ancestors 'none'" };

const config: NextConfig = {
  // A folder that runs by itself, `.next/standalone`; `completeStandalone.mjs` makes it whole. Vercel makes its own.
  output: process.env.VERCEL ? undefined : 'standalone',
  poweredByHeader: false,
  typedRoutes: true,
  headers: async () => [
    { source: '/:path*', headers: [...everywhere, ...(process.env.NODE_ENV === 'production' ? [transport] : [])] },
    // Pages have a policy of their own (`proxy.ts`). A second one would not take its place, but count as well.
    ...['/_next/:path*', '/icon.svg', '/favicon.ico', '/api/:path*'].map((source) => ({ source, headers: [noFrame] })),
  ],
  rewrites: async () => ({
    beforeFiles: [{ source: '/:path*', has: [{ type: 'header', key: 'upgrade' }], destination: '/api/upgrade' }],
    afterFiles: [],
    fallback: [],
  }),
};

export default config;
