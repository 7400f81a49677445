import type { Template } from '../messaging/template.types.js';
import { seedTemplates } from '../seeds.js';
import type { AccountEvent, Subject } from './accountEvent.types.js';
import type { JsonObject } from './payload.js';

/** A template of every account. */
const name = seedTemplates.positional;

const find = ({ waba, state }: Subject): Template | undefined => state.templates.find(waba, name, 'en_US');

/** How these fields name a template. Meta writes its language with a hyphen in some of them (meta-platform 17.6). */
const named = (subject: Subject, language: 'en_US' | 'en-US' = 'en_US'): JsonObject => ({
  message_template_id: Number(find(subject)?.id ?? 0),
  message_template_name: name,
  message_template_language: language,
});

const dayMs = 24 * 60 * 60 * 1000;

const becomes = (category: Template['category']) => (subject: Subject) => {
  const template = find(subject);
  if (template) template.category = category;
};

/** Template events other than the status. */
export const templateEvents = {
  template_category_coming: {
    words: 'Template category will change',
    field: 'template_category_update',
    value: (subject) => ({
      ...named(subject, 'en-US'),
      new_category: find(subject)?.category,
      correct_category: 'MARKETING',
      category_update_timestamp: Math.floor((subject.state.now() + dayMs) / 1000),
    }),
  },
  template_category_changed: {
    words: 'Template category changed',
    field: 'template_category_update',
    value: (subject) => ({
      ...named(subject, 'en-US'),
      previous_category: find(subject)?.category,
      new_category: 'MARKETING',
    }),
    apply: becomes('MARKETING'),
  },
  template_category_wrong: {
    words: 'Template in the wrong category',
    field: 'template_correct_category_detection',
    value: (subject) => ({ ...named(subject), category: find(subject)?.category, correct_category: 'MARKETING' }),
  },
  template_quality_changed: {
    words: 'Template quality RED',
    field: 'message_template_quality_update',
    value: (subject) => ({ ...named(subject), previous_quality_score: 'GREEN', new_quality_score: 'RED' }),
  },
  template_components_changed: {
    words: 'Template words changed',
    field: 'message_template_components_update',
    value: (subject) => ({
      ...named(subject),
      message_template_title: 'Your order',
      message_template_element: 'Order {{1}} is on its way to you, {{2}}.',
      message_template_footer: 'Acme Flowers',
      message_template_buttons: [
        {
          message_template_button_type: 'URL',
          message_template_button_text: 'Where is it?',
          message_template_button_url: 'https://example.com/orders',
        },
      ],
    }),
  },
} as const satisfies Record<string, AccountEvent>;
