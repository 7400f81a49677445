import type { FilledButton, TemplateButton } from '../messaging/template.types.js';
import { fillIn, variablesIn } from '../messaging/templates.js';
import { cloudError, missingIn } from './cloudError.js';
import type { TemplateParameter, TemplatePart } from './outgoingTemplate.js';
import { toWords } from './templateValues.js';

type SentButton = Extract<TemplatePart, { type: 'button' }>;

/** A one-time password button is sent as a link. */
const sentAs = (type: TemplateButton['type']) => (type === 'OTP' ? ['url', 'copy_code'] : [type.toLowerCase()]);

export function fillButtons(
  buttons: readonly TemplateButton[],
  sent: readonly TemplatePart[],
  place: string,
): FilledButton[] {
  const given = sent.filter((part): part is SentButton => part.type === 'button');
  for (const { index, sub_type: subType } of given) {
    const button = buttons[index];
    if (button && sentAs(button.type).includes(subType)) continue;
    const what = button ? `is of type ${button.type}` : 'is not there';
    throw cloudError(132012, `${place}: Button at index ${index} ${what}, ${subType} was sent`);
  }
  return buttons.map((button, index) => fillButton(button, index, given, place));
}

function fillButton(button: TemplateButton, index: number, sent: readonly SentButton[], place: string): FilledButton {
  const [parameter] = sent.find((each) => each.index === index)?.parameters ?? [];
  const filled = { type: button.type, text: button.text, payload: null, url: null, code: null };
  const lacks = (what: string) => missingIn(`${place}: Button at index ${index} of type ${what} requires a parameter`);
  switch (button.type) {
    case 'URL':
      return { ...filled, url: toUrl(button.url ?? '', parameter, () => lacks('Url')) };
    case 'OTP':
      return { ...filled, code: readText(parameter, () => lacks('Url')) };
    case 'COPY_CODE':
      if (!parameter) throw lacks('CopyCode');
      if (parameter.type !== 'coupon_code') throw wrong(place, index, 'coupon_code', parameter);
      return { ...filled, code: parameter.coupon_code };
    case 'FLOW':
      return { ...filled, payload: readAction(parameter, place, index)?.flow_token ?? 'unused' };
    case 'CATALOG':
    case 'SPM':
      readAction(parameter, place, index);
      return filled;
    case 'MPM':
      if (!readAction(parameter, place, index)?.sections) throw lacks('Mpm');
      return filled;
    case 'QUICK_REPLY':
      return { ...filled, payload: readPayload(parameter) ?? button.text };
    default:
      return filled;
  }
}

const wrong = (place: string, index: number, expected: string, { type }: TemplateParameter) =>
  cloudError(132012, `${place}: Button at index ${index} takes a parameter of type ${expected}, and not ${type}`);

function toUrl(url: string, parameter: TemplateParameter | undefined, lacks: () => Error): string {
  const [name] = variablesIn(url);
  return name === undefined ? url : fillIn(url, new Map([[name, readText(parameter, lacks)]]));
}

function readText(parameter: TemplateParameter | undefined, lacks: () => Error): string {
  if (parameter?.type !== 'text') throw lacks();
  return toWords(parameter) ?? '';
}

/** Without a payload, a quick reply returns its text. */
function readPayload(parameter: TemplateParameter | undefined): string | null {
  if (parameter?.type === 'payload') return parameter.payload;
  return parameter?.type === 'text' ? parameter.text : null;
}

function readAction(parameter: TemplateParameter | undefined, place: string, index: number) {
  if (!parameter) return null;
  if (parameter.type !== 'action') throw wrong(place, index, 'action', parameter);
  return parameter.action;
}
