import '@fontsource-variable/inter';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '@/components/Providers';
import { StageBanner } from '@/components/StageBanner';

export const metadata: Metadata = {
  title: { default: 'Switchboard', template: '%s · Switchboard' },
  description: 'Your WhatsApp numbers, connected and provably alive.',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  colorScheme: 'light dark',
  // A phone's keyboard makes the page smaller instead of covering it.
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f8faf9' },
    { media: '(prefers-color-scheme: dark)', color: '#0b1315' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the headers renders every page per request, which its nonce needs.
  const requested = await headers();
  const nonce = requested.get('x-nonce') ?? undefined;
  const metaLogin = requested.get('x-meta-login') === 'true';
  // A literal `process.env.NEXT_PUBLIC_…` would be frozen at build time.
  const env = process.env;
  return (
    // The theme's script sets a class before React hydrates.
    <html lang="en" suppressHydrationWarning>
      <body className="min-h-dvh font-sans text-[0.9375rem] leading-relaxed">
        <a
          href="#main"
          className="sr-only rounded-control bg-accent px-4 py-2 font-medium text-on-accent text-sm focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-[60]"
        >
          Skip to content
        </a>
        {env.SWITCHBOARD_STAGE === 'staging' ? <StageBanner isSimulated={Boolean(env.SANDBOX_PHONES_URL)} /> : null}
        <Providers
          config={{
            metaAppId: env.NEXT_PUBLIC_META_APP_ID ?? null,
            phonesUrl: env.SANDBOX_PHONES_URL ?? null,
            metaLogin,
          }}
          nonce={nonce}
        >
          {children}
        </Providers>
      </body>
    </html>
  );
}
