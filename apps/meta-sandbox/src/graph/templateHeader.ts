import type { FilledHeader, Template, TemplateComponent } from '../messaging/template.types.js';
import { cloudError } from './cloudError.js';
import type { TemplateMedia, TemplateParameter } from './outgoingTemplate.js';
import { fillText } from './templateValues.js';

type Header = Extract<TemplateComponent, { type: 'HEADER' }>;

export function fillHeader(
  header: Header,
  parameters: readonly TemplateParameter[],
  template: Template,
  place: string,
): FilledHeader {
  const nothing = { format: header.format, text: null, media: null, location: null };
  if (header.format === 'TEXT') return { ...nothing, text: fillText(place, header.text, parameters, template) };
  const [parameter] = parameters;
  const received = parameters.length === 1 && parameter ? parameter.type.toUpperCase() : 'UNKNOWN';
  if (!parameter || received !== header.format) {
    throw cloudError(132012, `${place}: Format mismatch, expected ${header.format}, received ${received}`);
  }
  if (parameter.type === 'product') return { ...nothing, text: parameter.product.product_retailer_id };
  if (parameter.type === 'location') return { ...nothing, location: parameter.location };
  return { ...nothing, media: mediaIn(parameter) };
}

export function mediaIn(parameter: TemplateParameter): TemplateMedia | null {
  switch (parameter.type) {
    case 'image':
      return parameter.image;
    case 'video':
      return parameter.video;
    case 'document':
      return parameter.document;
    default:
      return null;
  }
}
