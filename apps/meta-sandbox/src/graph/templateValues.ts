import type { Template } from '../messaging/template.types.js';
import { fillIn, variablesIn } from '../messaging/templates.js';
import { cloudError, missingIn } from './cloudError.js';
import type { TemplateParameter } from './outgoingTemplate.js';

/** Meta answers 132018. */
const unfit = /[\n\r\t]| {5}/;

/** Amounts and dates show their fallback words. Null for what is no text. */
export function toWords(parameter: TemplateParameter): string | null {
  switch (parameter.type) {
    case 'text':
      return checked(parameter.text);
    case 'currency':
      return checked(parameter.currency.fallback_value);
    case 'date_time':
      return checked(parameter.date_time.fallback_value);
    default:
      return null;
  }
}

function checked(value: string): string {
  if (unfit.test(value)) throw cloudError(132018);
  return value;
}

/** Throws Meta's errors for parameters that do not fit. */
export function fillText(
  place: string,
  text: string,
  parameters: readonly TemplateParameter[],
  { parameterFormat }: Pick<Template, 'parameterFormat'>,
): string {
  const names = variablesIn(text);
  const words = parameters.map(toWords);
  if (parameters.length !== names.length) {
    throw cloudError(
      132000,
      `${place}: number of localizable_params (${parameters.length}) does not match the expected number of params (${names.length})`,
    );
  }
  const values = new Map<string, string>();
  parameters.forEach((parameter, index) => {
    const value = words[index];
    if (value === null || value === undefined) throw cloudError(132012, `${place}: parameter ${index} must be a text`);
    const own = 'parameter_name' in parameter ? parameter.parameter_name : undefined;
    const name = parameterFormat === 'NAMED' ? own : names[index];
    if (name === undefined) throw missingIn(`${place}: parameter ${index} needs a parameter_name`);
    if (!names.includes(name)) throw cloudError(132012, `${place}: there is no parameter ${name}`);
    values.set(name, value);
  });
  return fillIn(text, values);
}
