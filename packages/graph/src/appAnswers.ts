import { z } from 'zod';
import type { AppDetails, AppPermission, AppSubscription, GraphApp, OwnBusiness } from './appClient.types.js';
import { graphId, shownText } from './graphAnswers.js';

/** Newer versions tell of each field its name and version, older ones the name only. */
const subscribedField = z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)]);

export const appSubscriptions = z
  .looseObject({
    data: z.array(
      z.looseObject({
        object: z.string(),
        callback_url: shownText,
        active: z.boolean().optional().catch(undefined),
        fields: z.array(subscribedField).nullish(),
      }),
    ),
  })
  .transform(({ data }): AppSubscription[] =>
    data.map(({ object, callback_url, active, fields }) => ({
      object,
      callbackUrl: callback_url,
      isActive: active,
      fields: fields ?? [],
    })),
  );

/** Meta's reference of the node Application, "An app access token can be used to view all fields" (v26.0). */
export const certainAppFields = ['id', 'name'];
export const appDetailFields = ['app_domains', 'deauth_callback_url', 'privacy_policy_url', 'terms_of_service_url'];

/** What is not set is absent, or empty. */
const setText = shownText.nullable().transform((text) => text || null);

const details = z
  .looseObject({
    app_domains: z.array(z.string()).nullish().catch(undefined),
    deauth_callback_url: setText.optional(),
    privacy_policy_url: setText.optional(),
    terms_of_service_url: setText.optional(),
  })
  .transform(
    (answer): AppDetails => ({
      domains: answer.app_domains ?? [],
      deauthorizeUrl: answer.deauth_callback_url ?? null,
      privacyUrl: answer.privacy_policy_url ?? null,
      termsUrl: answer.terms_of_service_url ?? null,
    }),
  );
const named = z.looseObject({ id: graphId, name: shownText });

export const appWithDetails = named.transform(
  (answer): GraphApp => ({ id: answer.id, name: answer.name, details: details.parse(answer) }),
);
export const appAlone = named.transform((answer): GraphApp => ({ id: answer.id, name: answer.name, details: null }));

export const appPermission = z
  .looseObject({ permission: z.string(), status: z.string() })
  .transform(({ permission, status }): AppPermission => ({ permission, status }));

export const ownBusiness = z
  .looseObject({ id: graphId, name: shownText, verification_status: shownText })
  .transform(
    (answer): OwnBusiness => ({ id: answer.id, name: answer.name, verificationStatus: answer.verification_status }),
  );
