'use client';

import { referenceEndpoints } from '@switchboard/contracts';
import { useTheme } from 'next-themes';
import { useEffect, useRef, useState } from 'react';
import type { SwaggerUiPlugin } from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import { ErrorNotice } from '@/components/ErrorNotice';
import { ApiError } from '@/lib/apiError';

/**
 * Takes away the button that asks for a token, its bar, and the lock of every operation. What they are for is in the
 * document, and nothing that is sent from this page could carry a token.
 */
const withoutAuthorizing: SwaggerUiPlugin = {
  statePlugins: { spec: { wrapSelectors: { securityDefinitions: () => () => null } } },
  wrapComponents: { authorizeOperationBtn: () => () => null },
};

/**
 * Everything the API answers, from its own document. Nothing can be tried from here: a page that everybody may open sends
 * no request in the name of whoever is signed in.
 */
export function ReferenceScreen() {
  const place = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const isDark = useTheme().resolvedTheme === 'dark';
  useEffect(() => {
    // The mark by which its own style sheet goes dark.
    document.documentElement.classList.toggle('dark-mode', isDark);
    return () => document.documentElement.classList.remove('dark-mode');
  }, [isDark]);
  useEffect(() => {
    let left = false;
    // Loaded here alone: it is larger than everything else of the web together.
    import('swagger-ui-dist/swagger-ui-es-bundle.js').then(
      ({ default: showSwaggerUi }) => {
        if (left || !place.current) return;
        showSwaggerUi({
          domNode: place.current,
          url: referenceEndpoints.document.path,
          validatorUrl: null,
          supportedSubmitMethods: [],
          plugins: [withoutAuthorizing],
          deepLinking: true,
          docExpansion: 'none',
          defaultModelsExpandDepth: -1,
        });
      },
      (cause: unknown) => setProblem(new ApiError({ code: 'offline', cause })),
    );
    return () => {
      left = true;
    };
  }, []);
  return (
    <main id="main" className="min-h-page pb-16">
      <h1 className="sr-only">API reference</h1>
      {problem ? <ErrorNotice error={problem} /> : null}
      <div ref={place} />
    </main>
  );
}
