import type { TemplateDto } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { foundTemplates, readVariables, renderPreview, templateSchema, variableLabel } from './templateForm';

const template = (change: Partial<TemplateDto> = {}): TemplateDto => ({
  name: 'order_ready',
  language: 'en',
  category: 'UTILITY',
  header: 'Order {{1}}',
  text: 'Hello {{1}}, your {{2}} is ready.',
  footer: 'Acme',
  buttons: [],
  variables: [
    { key: 'header.1', name: '1', part: 'header', example: null },
    { key: 'body.1', name: '1', part: 'body', example: 'Maria' },
    { key: 'body.2', name: '2', part: 'body', example: null },
  ],
  unusable: null,
  ...change,
});

describe('the variables of a template', () => {
  const values = { values: [{ text: '77' }, { text: ' Maria ' }, { text: '' }] };
  it('fill the preview, each in its own part; what is missing stays visible', () => {
    const preview = renderPreview(template(), readVariables(template(), values));
    expect([preview.header, preview.text]).toEqual(['Order 77', 'Hello Maria, your {{2}} is ready.']);
  });

  it('must all be filled in, on one line', () => {
    expect(templateSchema.safeParse(values).success).toBe(false);
    expect(templateSchema.safeParse({ values: [{ text: 'a\nb' }] }).success).toBe(false);
    expect(templateSchema.safeParse({ values: [{ text: 'roses, red' }] }).success).toBe(true);
  });

  it('are called by name', () => {
    const [header] = template().variables;
    expect(header && variableLabel(header)).toBe('Heading {{1}}');
    expect(variableLabel({ key: 'body.first_name', name: 'first_name', part: 'body', example: null })).toBe(
      'First name',
    );
  });
});

describe('the list of templates', () => {
  it('is searched by name and words, with those that cannot be sent last', () => {
    const list = [
      template({ name: 'a_picture', unusable: 'Its header is a picture.' }),
      template(),
      template({ name: 'hello', text: 'Hi' }),
    ];
    expect(foundTemplates(list, '').map(({ name }) => name)).toEqual(['hello', 'order_ready', 'a_picture']);
    expect(foundTemplates(list, 'order READY').map(({ name }) => name)).toEqual(['order_ready', 'a_picture']);
  });

  it('begins with those in a language of the reader', () => {
    const list = [
      template({ name: 'a_hallo', language: 'de' }),
      template({ name: 'b_bonjour', language: 'fr_FR' }),
      template({ name: 'c_hello', language: 'en_US' }),
      template({ name: 'd_picture', language: 'en_US', unusable: 'Its header is a picture.' }),
    ];
    const names = (...reads: string[]) => foundTemplates(list, '', reads).map(({ name }) => name);
    expect(names('en-GB', 'fr')).toEqual(['c_hello', 'b_bonjour', 'a_hallo', 'd_picture']);
    expect(names()).toEqual(['a_hallo', 'b_bonjour', 'c_hello', 'd_picture']);
  });
});
