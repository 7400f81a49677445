import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  typedRoutes: true,
  experimental: {
    // Finishing a connection waits for Meta, whose own time-outs add up to more than Next's default of 30 s.
    proxyTimeout: 100_000,
  },
};

export default config;
