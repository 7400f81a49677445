import { referenceWords } from '@switchboard/contracts';
import { type Actor, policy, type Right } from '../accounts/policy.js';

/** How somebody shows who they are, as OpenAPI writes it. */
export const credentials = {
  session: {
    type: 'http',
    scheme: 'bearer',
    description: referenceWords.session,
  },
  operatorToken: { type: 'http', scheme: 'bearer', description: referenceWords.operatorToken },
  metricsToken: { type: 'http', scheme: 'bearer', description: referenceWords.metricsToken },
} as const;

/** What is shown for a right; undefined where the request itself proves it: a link, a signature, nothing. */
export function findCredential(right: Right): keyof typeof credentials | undefined {
  const actors: Partial<Record<Actor, unknown>> = policy[right];
  if (actors.owner) return 'session';
  if (actors.operator) return 'operatorToken';
  return actors.monitoring ? 'metricsToken' : undefined;
}
