import { type Actor, policy, type Right } from '../accounts/policy.js';

/** How somebody shows who they are, as OpenAPI writes it. */
export const credentials = {
  session: {
    type: 'http',
    scheme: 'bearer',
    description: 'The access token of a member: `token` of logging in. It is renewed by the refresh cookie.',
  },
  operatorToken: { type: 'http', scheme: 'bearer', description: '`OPERATOR_TOKEN` of the configuration.' },
  metricsToken: { type: 'http', scheme: 'bearer', description: '`METRICS_TOKEN` of the configuration.' },
} as const;

/** What is shown for a right; undefined where the request itself proves it: a link, a signature, nothing. */
export function credentialOf(right: Right): keyof typeof credentials | undefined {
  const actors: Partial<Record<Actor, unknown>> = policy[right];
  if (actors.owner) return 'session';
  if (actors.operator) return 'operatorToken';
  return actors.monitoring ? 'metricsToken' : undefined;
}
