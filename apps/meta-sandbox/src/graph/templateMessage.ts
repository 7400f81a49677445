import { type FilledTemplate, fillIn, type Template, variablesIn } from '../messaging/templates.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { cloudError, missingIn } from './cloudError.js';
import type { OutgoingTemplate, TemplateParameter } from './outgoingTemplate.js';

/** Fills a template in. Throws what Meta answers when it is not there, or when the parameters do not fit. */
export function fillTemplate(
  sent: OutgoingTemplate,
  number: BusinessNumber,
  state: SandboxState,
): { template: Template; filled: FilledTemplate } {
  const language = sent.language.code;
  const template = state.templates.find({ id: number.wabaId }, sent.name, language);
  if (template?.status !== 'APPROVED') {
    throw cloudError(132001, `template name (${sent.name}) does not exist in ${language}`);
  }
  const parametersOf = (type: 'header' | 'body') =>
    sent.components?.find((component) => component.type === type)?.parameters ?? [];
  const filled: FilledTemplate = { header: null, body: '', footer: null, buttons: [] };
  for (const component of template.components) {
    switch (component.type) {
      case 'HEADER':
        filled.header =
          component.format === 'TEXT'
            ? { format: 'TEXT', text: fill('header', component.text, parametersOf('header'), template), media: null }
            : { format: component.format, text: null, media: mediaHeader(component.format, parametersOf('header')) };
        break;
      case 'BODY':
        filled.body = fill('body', component.text, parametersOf('body'), template);
        break;
      case 'FOOTER':
        filled.footer = component.text;
        break;
      case 'BUTTONS':
        filled.buttons = component.buttons.map((button, index) => fillButton(button, index, sent));
        break;
    }
  }
  return { template, filled };
}

function fill(place: string, text: string, parameters: readonly TemplateParameter[], template: Template): string {
  const names = variablesIn(text);
  if (parameters.length !== names.length) {
    throw cloudError(
      132000,
      `${place}: number of localizable_params (${parameters.length}) does not match the expected number of params (${names.length})`,
    );
  }
  const values = new Map<string, string>();
  parameters.forEach((parameter, index) => {
    if (parameter.type !== 'text') throw cloudError(132012, `${place}: parameter ${index} must be a text`);
    const isNamed = template.parameterFormat === 'NAMED';
    const name = isNamed ? parameter.parameter_name : names[index];
    if (name === undefined) throw missingIn(`${place}: parameter ${index} needs a parameter_name`);
    if (!names.includes(name)) throw cloudError(132012, `${place}: there is no parameter ${name}`);
    values.set(name, parameter.text);
  });
  return fillIn(text, values);
}

function mediaHeader(format: string, parameters: readonly TemplateParameter[]) {
  const [parameter] = parameters;
  if (parameters.length !== 1 || !parameter) {
    throw cloudError(132012, `header: Format mismatch, expected ${format}, received UNKNOWN`);
  }
  const media =
    parameter.type === 'image'
      ? parameter.image
      : parameter.type === 'video'
        ? parameter.video
        : parameter.type === 'document'
          ? parameter.document
          : null;
  if (!media || parameter.type.toUpperCase() !== format) {
    throw cloudError(132012, `header: Format mismatch, expected ${format}, received ${parameter.type.toUpperCase()}`);
  }
  return media;
}

function fillButton(
  button: { type: string; text: string; url?: string | undefined },
  index: number,
  sent: OutgoingTemplate,
): FilledTemplate['buttons'][number] {
  const component = sent.components?.find((each) => each.type === 'button' && each.index === index);
  const [parameter] = component?.parameters ?? [];
  if (button.type === 'URL' && button.url !== undefined) {
    const [name] = variablesIn(button.url);
    if (name === undefined) return { type: button.type, text: button.text, payload: null, url: button.url };
    if (parameter?.type !== 'text') {
      throw missingIn(`buttons: Button at index ${index} of type Url requires a parameter`);
    }
    const url = fillIn(button.url, new Map([[name, parameter.text]]));
    return { type: button.type, text: button.text, payload: null, url };
  }
  // Without a payload of its own, a quick reply comes back with its text.
  const payload = parameter?.type === 'payload' ? parameter.payload : button.text;
  return { type: button.type, text: button.text, payload, url: null };
}
