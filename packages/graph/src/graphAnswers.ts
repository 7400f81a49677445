import { z } from 'zod';
import type {
  ExchangedToken,
  GraphHealth,
  GraphPhoneNumber,
  GraphWaba,
  InspectedToken,
  SubscribedApp,
} from './graphClient.types.js';

// What Meta answers, and the only place where its snake_case words are read. Objects are loose: Meta adds fields at
// any time. What decisions hang on is required and strict; what is only shown is dropped when it has the wrong type.

/** Ids come as strings on newer edges and as numbers on older ones. */
export const graphId = z.union([z.string().min(1), z.int().nonnegative()]).transform(String);
export const shownText = z.string().optional().catch(undefined);
const shownFlag = z.boolean().optional().catch(undefined);

/** Seconds, as a number or as digits. The upper end is that of `Date`. */
const seconds = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.int().min(0).max(8.64e12));
/** Unix seconds. 0 and absent mean never, or not applicable. */
const moment = seconds.nullish().transform((value) => (value ? new Date(value * 1000) : null));

export const exchangedToken = z
  .looseObject({ access_token: z.string().min(1), expires_in: seconds.nullish() })
  .transform(
    (answer): ExchangedToken => ({
      accessToken: answer.access_token,
      expiresInSeconds: answer.expires_in || undefined,
    }),
  );

const granularScope = z.looseObject({
  scope: z.string(),
  // Absent means "every asset", so anything that is neither absent nor a list of ids has to fail.
  target_ids: z.array(graphId).optional(),
});
const tokenFacts = {
  type: shownText,
  user_id: graphId.nullish(),
  expires_at: moment,
  issued_at: moment,
  data_access_expires_at: moment,
  scopes: z.array(z.string()).nullish(),
  granular_scopes: z.array(granularScope).nullish(),
  error: z
    .looseObject({
      code: z.int().optional().catch(undefined),
      subcode: z.int().optional().catch(undefined),
      message: shownText,
    })
    .optional()
    .catch(undefined),
};
export const inspectedToken = z
  .looseObject({
    data: z.discriminatedUnion('is_valid', [
      z.looseObject({ ...tokenFacts, is_valid: z.literal(true), app_id: graphId }),
      // Meta cannot say whose token it is when it cannot read the token at all.
      z.looseObject({ ...tokenFacts, is_valid: z.literal(false), app_id: graphId.nullish() }),
    ]),
  })
  .transform(
    ({ data }): InspectedToken => ({
      isValid: data.is_valid,
      appId: data.app_id ?? '',
      type: data.type,
      userId: data.user_id ?? undefined,
      expiresAt: data.expires_at,
      issuedAt: data.issued_at,
      dataAccessExpiresAt: data.data_access_expires_at,
      scopes: data.scopes ?? [],
      targetIds: Object.fromEntries(
        (data.granular_scopes ?? []).map((grant) => [grant.scope, grant.target_ids ?? null]),
      ),
      error: data.error && { code: data.error.code, subcode: data.error.subcode, message: data.error.message },
    }),
  );

/** Asked for by name: the defaults of Meta's edges change between versions. */
export const certainWabaFields = ['id', 'name'];
export const optionalWabaFields = ['owner_business_info'];
export const waba = z
  .looseObject({
    id: graphId,
    name: shownText,
    owner_business_info: z.looseObject({ id: graphId, name: shownText }).optional().catch(undefined),
  })
  .transform(
    (answer): GraphWaba => ({
      id: answer.id,
      name: answer.name,
      ownerBusiness: answer.owner_business_info && {
        id: answer.owner_business_info.id,
        name: answer.owner_business_info.name,
      },
    }),
  );

/** Only shown, and not on every edition of Meta's page for this node. */
export const optionalPhoneNumberFields = ['whatsapp_business_manager_messaging_limit', 'webhook_configuration'];
export const certainPhoneNumberFields = [
  'id',
  'display_phone_number',
  'verified_name',
  'quality_rating',
  'code_verification_status',
  'name_status',
  'status',
  'platform_type',
  'throughput',
  'account_mode',
  'is_on_biz_app',
];
export const phoneNumber = z
  .looseObject({
    id: graphId,
    display_phone_number: z.string().min(1),
    verified_name: shownText,
    quality_rating: shownText,
    code_verification_status: shownText,
    name_status: shownText,
    status: shownText,
    platform_type: shownText,
    throughput: z.looseObject({ level: shownText }).optional().catch(undefined),
    account_mode: shownText,
    is_on_biz_app: shownFlag,
    whatsapp_business_manager_messaging_limit: shownText,
    webhook_configuration: z
      .looseObject({ application: shownText, whatsapp_business_account: shownText, phone_number: shownText })
      .optional()
      .catch(undefined),
  })
  .transform(
    (answer): GraphPhoneNumber => ({
      id: answer.id,
      displayPhoneNumber: answer.display_phone_number,
      verifiedName: answer.verified_name,
      qualityRating: answer.quality_rating,
      codeVerificationStatus: answer.code_verification_status,
      nameStatus: answer.name_status,
      status: answer.status,
      platformType: answer.platform_type,
      throughputLevel: answer.throughput?.level,
      accountMode: answer.account_mode,
      isOnBizApp: answer.is_on_biz_app,
      messagingLimit: answer.whatsapp_business_manager_messaging_limit,
      callbacks: answer.webhook_configuration && {
        application: answer.webhook_configuration.application,
        whatsappBusinessAccount: answer.webhook_configuration.whatsapp_business_account,
        phoneNumber: answer.webhook_configuration.phone_number,
      },
    }),
  );

export const subscribedApp = z
  .looseObject({
    whatsapp_business_api_data: z.looseObject({ id: graphId, name: shownText }),
    override_callback_uri: shownText,
  })
  .transform(
    (answer): SubscribedApp => ({
      id: answer.whatsapp_business_api_data.id,
      name: answer.whatsapp_business_api_data.name,
      overrideCallbackUri: answer.override_callback_uri,
    }),
  );

const healthEntity = z.looseObject({
  entity_type: z.string(),
  id: graphId.optional().catch(undefined),
  can_send_message: shownText,
  errors: z
    .array(
      z.looseObject({
        error_code: z.int().optional().catch(undefined),
        error_description: shownText,
        possible_solution: shownText,
      }),
    )
    .nullish()
    .catch(undefined),
  additional_info: z.array(z.unknown()).nullish().catch(undefined),
});
export const health = z
  .looseObject({
    health_status: z.looseObject({ can_send_message: shownText, entities: z.array(healthEntity).nullish() }),
  })
  .transform(
    ({ health_status: status }): GraphHealth => ({
      canSendMessage: status.can_send_message,
      entities: (status.entities ?? []).map((entity) => ({
        type: entity.entity_type,
        id: entity.id,
        canSendMessage: entity.can_send_message,
        errors: (entity.errors ?? []).map((error) => ({
          code: error.error_code,
          description: error.error_description,
          solution: error.possible_solution,
        })),
        additionalInfo: (entity.additional_info ?? [])
          .filter((one) => typeof one === 'string' && one !== '')
          .map(String),
      })),
    }),
  );

export const clientBusiness = z
  .looseObject({ client_business_id: graphId.optional() })
  .transform((answer) => ({ businessId: answer.client_business_id }));

export const queuedSync = z
  .looseObject({ request_id: graphId.optional().catch(undefined) })
  .transform((answer) => ({ requestId: answer.request_id }));

/** The reference says `true`, what is seen today is `{"success":true}`. */
export const revoked = z
  .union([z.literal(true), z.looseObject({ success: z.literal(true) })])
  .transform(() => undefined);

export const success = z.looseObject({ success: z.literal(true) }).transform(() => undefined);

export interface Page<T> {
  items: T[];
  hasNext: boolean;
  after?: string;
}

/** `next` is missing on the last page, whose cursors are there all the same. */
export const toPage = <T>(item: z.ZodType<T>) =>
  z
    .looseObject({
      data: z.array(item),
      paging: z
        .looseObject({
          cursors: z.looseObject({ after: z.string().min(1).nullish() }).nullish(),
          next: z.string().nullish(),
        })
        .nullish(),
    })
    .transform(
      ({ data, paging }): Page<T> => ({
        items: data,
        hasNext: Boolean(paging?.next),
        after: paging?.cursors?.after ?? undefined,
      }),
    );
