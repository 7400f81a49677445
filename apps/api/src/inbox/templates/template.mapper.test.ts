import { templateDto } from '@switchboard/contracts';
import type { GraphTemplate, GraphTemplateComponent } from '@switchboard/graph';
import { describe, expect, it } from 'vitest';
import { filledComponents, filledContent, missingIn, toTemplateDto } from './template.mapper.js';

const part = (type: string, over: Partial<GraphTemplateComponent> = {}): GraphTemplateComponent => ({
  type,
  examples: [],
  buttons: [],
  ...over,
});
const template = (components: GraphTemplateComponent[], over: Partial<GraphTemplate> = {}): GraphTemplate => ({
  id: '1',
  name: 'order_update',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  components,
  ...over,
});
const body = (text: string, ...examples: string[]) =>
  part('BODY', { text, examples: examples.map((example) => ({ example })) });

const everything = toTemplateDto(
  template([
    part('HEADER', { format: 'TEXT', text: 'Hi {{1}}', examples: [{ example: 'Ana' }] }),
    body('{{2}} off until {{1}}, {{ 2 }}!', 'Sunday', '20 %'),
    part('FOOTER', { text: 'Bye' }),
    part('BUTTONS', {
      buttons: [
        { type: 'QUICK_REPLY', text: 'Yes' },
        { type: 'URL', text: 'Shop', url: 'https://acme.test/{{1}}', example: 'https://acme.test/x' },
        { type: 'URL', text: 'Home', url: 'https://acme.test' },
      ],
    }),
  ]),
);

describe('a template', () => {
  it('is shown with its parts, its variables and their examples', () => {
    expect(templateDto.parse(everything)).toEqual({
      name: 'order_update',
      language: 'en_US',
      category: 'UTILITY',
      header: 'Hi {{1}}',
      text: '{{2}} off until {{1}}, {{ 2 }}!',
      footer: 'Bye',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Yes' },
        { type: 'URL', text: 'Shop' },
        { type: 'URL', text: 'Home' },
      ],
      variables: [
        { key: 'header.1', name: '1', part: 'header', example: 'Ana' },
        { key: 'body.2', name: '2', part: 'body', example: '20 %' },
        { key: 'body.1', name: '1', part: 'body', example: 'Sunday' },
        { key: 'button.1', name: '1', part: 'button', example: 'https://acme.test/x' },
      ],
      unusable: null,
    });
  });

  it('with named variables has them by name, whatever the order of the examples', () => {
    const named = toTemplateDto(
      template([
        part('BODY', {
          text: 'Hello {{first_name}}, see you on {{day}}',
          examples: [
            { name: 'day', example: 'Friday' },
            { name: 'first_name', example: 'Ana' },
          ],
        }),
      ]),
    );
    expect(named.variables).toEqual([
      { key: 'body.first_name', name: 'first_name', part: 'body', example: 'Ana' },
      { key: 'body.day', name: 'day', part: 'body', example: 'Friday' },
    ]);
    expect(filledComponents(named, { 'body.day': 'Monday', 'body.first_name': 'Ben' })).toEqual([
      {
        type: 'body',
        parameters: [
          { text: 'Ben', name: 'first_name' },
          { text: 'Monday', name: 'day' },
        ],
      },
    ]);
  });

  it.each([
    ['a picture', template([part('HEADER', { format: 'IMAGE' }), body('x')]), /picture/],
    ['a video', template([part('HEADER', { format: 'VIDEO' }), body('x')]), /video/],
    ['a document', template([part('HEADER', { format: 'DOCUMENT' }), body('x')]), /document/],
    ['a place', template([part('HEADER', { format: 'LOCATION' }), body('x')]), /place/],
    ['a header that is not known yet', template([part('HEADER', { format: 'HOLOGRAM' }), body('x')]), /header/],
    ['cards', template([body('x'), part('CAROUSEL')]), /cards/],
    ['a part that is not known yet', template([body('x'), part('LIMITED_TIME_OFFER')]), /part/],
    ['a one-time code', template([body('{{1}}')], { category: 'AUTHENTICATION' }), /code/],
    [
      'a copy button',
      template([body('x'), part('BUTTONS', { buttons: [{ type: 'COPY_CODE', text: 'Copy' }] })]),
      /Copy/,
    ],
    ['a form', template([body('x'), part('BUTTONS', { buttons: [{ type: 'FLOW', text: 'Open' }] })]), /Open/],
    ['no text', template([part('FOOTER', { text: 'x' })]), /text/],
  ])('with %s says why it cannot be sent from here', (_what, graphTemplate, reason) => {
    expect(toTemplateDto(graphTemplate).unusable).toMatch(reason);
  });
});

describe('filling a template in', () => {
  const values = { 'header.1': 'Ben', 'body.1': ' Monday ', 'body.2': '10 %', 'button.1': 'tulips' };

  it('puts numbered values in the order of their numbers, not of the text', () => {
    expect(filledComponents(everything, values)).toEqual([
      { type: 'header', parameters: [{ text: 'Ben' }] },
      { type: 'body', parameters: [{ text: 'Monday' }, { text: '10 %' }] },
      { type: 'button', subType: 'url', index: 1, parameters: [{ text: 'tulips' }] },
    ]);
    const eleven = Array.from({ length: 11 }, (_, index) => `{{${11 - index}}}`).join(' ');
    const many = toTemplateDto(template([body(eleven)]));
    const filled = filledComponents(many, Object.fromEntries(many.variables.map(({ key, name }) => [key, name])));
    expect(filled[0]?.parameters.map(({ text }) => text)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
      '11',
    ]);
  });

  it('gives the text as the customer reads it', () => {
    expect(filledContent(everything, values)).toMatchObject({
      kind: 'template',
      header: 'Hi Ben',
      text: '10 % off until  Monday , 10 %!',
      footer: 'Bye',
    });
  });

  it('does not fill in twice: a value with braces in it stays as it was written', () => {
    const nasty = { ...values, 'body.1': '{{2}}', 'body.2': '$& $1' };
    expect(filledContent(everything, nasty)).toMatchObject({ text: '$& $1 off until {{2}}, $& $1!' });
  });

  it('names what is missing, and does not take an inherited word for a value', () => {
    expect(missingIn(everything, values)).toEqual([]);
    expect(missingIn(everything, { 'body.1': '  ' }).map(({ key }) => key)).toEqual([
      'header.1',
      'body.2',
      'body.1',
      'button.1',
    ]);
    const inherited = toTemplateDto(template([body('{{constructor}}')]));
    expect(missingIn(inherited, {})).toHaveLength(1);
  });

  it('sends no component for a part without variables', () => {
    expect(filledComponents(toTemplateDto(template([body('Hello')])), {})).toEqual([]);
  });
});
