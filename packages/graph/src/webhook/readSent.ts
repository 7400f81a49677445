import { asFilledText, asList, asObject, asText, type JsonObject } from './jsonReaders.js';
import { readMessage } from './readMessage.js';
import type { WebhookMessage } from './webhook.types.js';

/**
 * A message as a program gave it to Meta, which is what an echo of another responder holds (meta-platform 17.1): a type
 * may be missing, files are addresses, templates have only their parameters.
 *
 * @param echo has id and time, and for a template its whole definition.
 */
export function readSent(echo: JsonObject, body: JsonObject): WebhookMessage | undefined {
  const words = readWords(echo, body);
  const asReceived = words === undefined ? body : { type: 'text', text: { body: words }, context: body.context };
  return readMessage({ ...asReceived, id: echo.id ?? body.id, timestamp: echo.timestamp ?? body.timestamp });
}

/** What the customer has read, where it is more than one text. */
function readWords(echo: JsonObject, body: JsonObject): string | undefined {
  switch (body.type) {
    case undefined:
      // Meta takes a message without a type for a text.
      return asText(asObject(body.text)?.body);
    case 'interactive':
      return asFilledText(asObject(asObject(body.interactive)?.body)?.text);
    case 'template':
      return readTemplateWords(asObject(echo.template), asObject(body.template));
    default:
      return undefined;
  }
}

function readTemplateWords(definition?: JsonObject, sent?: JsonObject): string | undefined {
  const lines = ['HEADER', 'BODY', 'FOOTER'].flatMap((type) => {
    const text = asFilledText(findComponent(definition, type)?.text);
    const parameters = asList(findComponent(sent, type)?.parameters) ?? [];
    return text === undefined ? [] : [fillIn(text, parameters.map(asObject))];
  });
  return lines.length > 0 ? lines.join('\n') : undefined;
}

const findComponent = (template: JsonObject | undefined, type: string): JsonObject | undefined =>
  (asList(template?.components) ?? []).map(asObject).find((one) => asText(one?.type)?.toUpperCase() === type);

/** `{{1}}` is the first parameter, `{{name}}` the one of that name. */
const fillIn = (text: string, parameters: readonly (JsonObject | undefined)[]): string =>
  text.replace(/\{\{\s{0,5}(\w{1,64})\s{0,5}\}\}/g, (all, name: string) => {
    const named = parameters.find((one) => one?.parameter_name === name) ?? parameters[Number(name) - 1];
    return asText(named?.text) ?? all;
  });
