import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  typedRoutes: true,
  // On everything, files included. Browsers take no notice of it over plain http.
  headers: async () =>
    process.env.NODE_ENV === 'production'
      ? [
          {
            source: '/:path*',
            headers: [{ key: 'Strict-Transport-Security', value: 'max-age=31536000; includeSubDomains' }],
          },
        ]
      : [],
  rewrites: async () => ({
    beforeFiles: [{ source: '/:path*', has: [{ type: 'header', key: 'upgrade' }], destination: '/api/upgrade' }],
    afterFiles: [],
    fallback: [],
  }),
};

export default config;
