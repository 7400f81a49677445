import type { FilledCard, FilledTemplate, Template, TemplateComponent } from '../messaging/template.types.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { cloudError, invalidIn, missingIn } from './cloudError.js';
import type { OutgoingComponent, OutgoingTemplate, TemplateCard, TemplatePart } from './outgoingTemplate.js';
import { fillButtons } from './templateButtons.js';
import { fillHeader, mediaIn } from './templateHeader.js';
import { fillText } from './templateValues.js';

type Sent<Type extends OutgoingComponent['type']> = Extract<OutgoingComponent, { type: Type }>;

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
  const components = sent.components ?? [];
  const parts = components.filter(isPart);
  const cards = components.find((component): component is Sent<'carousel'> => component.type === 'carousel')?.cards;
  requireFiles([...parts, ...(cards ?? []).flatMap((card) => card.components)], number, state);
  return {
    template,
    filled: {
      ...fillParts(template.components, parts, template, ''),
      footer: template.components.find((component) => component.type === 'FOOTER')?.text ?? null,
      offer: fillOffer(template, components),
      cards: fillCards(template, cards),
    },
  };
}

const isPart = (component: OutgoingComponent): component is TemplatePart =>
  component.type === 'header' || component.type === 'body' || component.type === 'button';

function fillParts(
  components: readonly TemplateComponent[],
  sent: readonly TemplatePart[],
  template: Template,
  where: string,
): FilledCard {
  const findParameters = (type: 'header' | 'body') => sent.find((part) => part.type === type)?.parameters ?? [];
  const header = components.find((component) => component.type === 'HEADER');
  const body = components.find((component) => component.type === 'BODY');
  const buttons = components.find((component) => component.type === 'BUTTONS')?.buttons ?? [];
  const headerValues = findParameters('header');
  if (!header && headerValues.length > 0) fillText(`${where}header`, '', headerValues, template);
  return {
    header: header ? fillHeader(header, headerValues, template, `${where}header`) : null,
    body: fillText(`${where}body`, body?.text ?? '', findParameters('body'), template),
    buttons: fillButtons(buttons, sent, `${where}buttons`),
  };
}

function fillOffer(template: Template, sent: readonly OutgoingComponent[]): FilledTemplate['offer'] {
  const offer = template.components.find((component) => component.type === 'LIMITED_TIME_OFFER')?.limited_time_offer;
  const given = sent.find(
    (component): component is Sent<'limited_time_offer'> => component.type === 'limited_time_offer',
  );
  if (!offer) {
    if (given) throw cloudError(132012, 'limited_time_offer: the template has none');
    return null;
  }
  const [parameter] = given?.parameters ?? [];
  if (parameter?.type === 'limited_time_offer') {
    return { text: offer.text, endsAt: parameter.limited_time_offer.expiration_time_ms };
  }
  if (offer.has_expiration) throw missingIn('limited_time_offer: expiration_time_ms is required');
  return { text: offer.text, endsAt: null };
}

function fillCards(template: Template, sent: readonly TemplateCard[] = []): FilledCard[] {
  const cards = template.components.find((component) => component.type === 'CAROUSEL')?.cards ?? [];
  if (sent.length !== cards.length) {
    throw cloudError(
      132012,
      `carousel: number of cards (${sent.length}) does not match the expected number of cards (${cards.length})`,
    );
  }
  return cards.map(({ components }, index) => {
    const card = sent.find((each) => each.card_index === index);
    if (!card) throw missingIn(`carousel: the card with card_index ${index} is required`);
    return fillParts(components, card.components, template, `carousel: card ${index}: `);
  });
}

/** A file named by id has to belong to this number. */
function requireFiles(sent: readonly TemplatePart[], number: BusinessNumber, state: SandboxState): void {
  for (const parameter of sent.flatMap((part) => part.parameters)) {
    const id = mediaIn(parameter)?.id;
    if (id !== undefined && state.media.find(id, state.now())?.phoneNumberId !== number.id) {
      throw invalidIn(`There is no media ${id} of this number`);
    }
  }
}
