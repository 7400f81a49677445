import { z } from 'zod';
import { graphId, shownText } from '../graphAnswers.js';
import type { AcceptedMessage, GraphMedia, GraphTemplate, GraphTemplateComponent } from './messaging.types.js';

// What Meta answers about messages, files and templates (meta-platform 7), by the rules of graphAnswers.ts.

export const acceptedMessage = z
  .looseObject({
    messages: z.tuple([z.looseObject({ id: z.string().min(1), message_status: shownText })], z.unknown()),
    contacts: z
      .array(z.looseObject({ wa_id: shownText, user_id: shownText }))
      .optional()
      .catch(undefined),
  })
  .transform(
    ({ messages: [message], contacts }): AcceptedMessage => ({
      id: message.id,
      messageStatus: message.message_status,
      waId: contacts?.[0]?.wa_id,
      userId: contacts?.[0]?.user_id,
    }),
  );

/** Meta names the product and the request; nothing in it says more than that it was done. */
export const controlledThread = z.looseObject({}).transform(() => undefined);

export const uploadedMedia = z.looseObject({ id: graphId }).transform(({ id }) => ({ id }));

/** Meta's reference has it as a text. */
const bytes = z
  .union([
    z.int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .optional()
  .catch(undefined);

export const media = z
  .looseObject({
    id: graphId,
    url: z.string().min(1),
    mime_type: z.string().min(1),
    sha256: shownText,
    file_size: bytes,
  })
  .transform(
    (answer): GraphMedia => ({
      id: answer.id,
      url: answer.url,
      mimeType: answer.mime_type,
      sha256: answer.sha256,
      size: answer.file_size,
    }),
  );

const namedExamples = z
  .array(z.looseObject({ param_name: z.string(), example: z.string() }))
  .optional()
  .catch(undefined);
/** A header has one list of texts; a body has a list of such lists, of which the first is the example. */
const positionalExamples = z
  .union([z.array(z.string()), z.array(z.array(z.string())).transform(([first]) => first)])
  .optional()
  .catch(undefined);
const examples = z
  .looseObject({
    header_text: positionalExamples,
    body_text: positionalExamples,
    header_text_named_params: namedExamples,
    body_text_named_params: namedExamples,
  })
  .optional()
  .catch(undefined);

const templateButton = z
  .looseObject({
    type: z.string(),
    text: shownText,
    url: shownText,
    example: z
      .union([z.string(), z.array(z.string()).transform(([first]) => first)])
      .optional()
      .catch(undefined),
  })
  .transform(({ type, text = '', url, example }) => ({ type, text, url, example }));

const templateComponent = z
  .looseObject({
    type: z.string(),
    format: shownText,
    text: shownText,
    example: examples,
    buttons: z.array(templateButton).nullish(),
  })
  .transform(
    ({ type, format, text, example, buttons }): GraphTemplateComponent => ({
      type,
      format,
      text,
      examples: [
        ...[...(example?.header_text ?? []), ...(example?.body_text ?? [])].map((value) => ({ example: value })),
        ...[...(example?.header_text_named_params ?? []), ...(example?.body_text_named_params ?? [])].map((named) => ({
          name: named.param_name,
          example: named.example,
        })),
      ],
      buttons: buttons ?? [],
    }),
  );

export const templateFields = ['id', 'name', 'language', 'status', 'category', 'parameter_format', 'components'];
export const template = z
  .looseObject({
    id: graphId,
    name: z.string().min(1),
    language: z.string().min(1),
    status: z.string().min(1),
    category: z.string(),
    parameter_format: shownText,
    components: z.array(templateComponent).nullish(),
  })
  .transform(
    (answer): GraphTemplate => ({
      id: answer.id,
      name: answer.name,
      language: answer.language,
      status: answer.status,
      category: answer.category,
      parameterFormat: answer.parameter_format,
      components: answer.components ?? [],
    }),
  );
