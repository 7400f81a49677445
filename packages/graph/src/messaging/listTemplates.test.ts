import { describe, expect, it } from 'vitest';
import {
  expectFailure,
  expectValue,
  meta,
  startClient,
  token,
  tokenProof,
  useNock,
  wabaId,
} from '../../test/graphFixture.js';

useNock();

const page = (after?: string) =>
  meta()
    .get(`/${wabaId}/message_templates`)
    .query({
      fields: 'id,name,language,status,category,parameter_format,components',
      limit: '100',
      appsecret_proof: tokenProof,
      ...(after && { after }),
    });
const list = () => startClient().client.listTemplates(wabaId, token);
const plain = { id: '1', name: 'hello_world', language: 'en_US', status: 'APPROVED', category: 'UTILITY' };

describe('the templates of an account', () => {
  it('with texts, examples and buttons', async () => {
    page().reply(200, {
      data: [
        {
          ...plain,
          id: 1689556908129832,
          parameter_format: 'POSITIONAL',
          components: [
            { type: 'HEADER', format: 'TEXT', text: 'For {{1}}', example: { header_text: ['Ana'] } },
            {
              type: 'BODY',
              text: '{{1}} costs {{2}}',
              example: {
                body_text: [
                  ['Rose', '$2'],
                  ['Lily', '$4'],
                ],
              },
            },
            { type: 'FOOTER', text: 'Acme' },
            {
              type: 'BUTTONS',
              buttons: [
                { type: 'URL', text: 'Order', url: 'https://x.test/{{1}}', example: ['https://x.test/1'] },
                { type: 'COPY_CODE', example: 'TEN' },
                { type: 'QUICK_REPLY', text: 'Stop', later: true },
              ],
            },
          ],
        },
      ],
    });
    expect(expectValue(await list())).toEqual([
      {
        ...plain,
        id: '1689556908129832',
        parameterFormat: 'POSITIONAL',
        components: [
          { type: 'HEADER', format: 'TEXT', text: 'For {{1}}', examples: [{ example: 'Ana' }], buttons: [] },
          { type: 'BODY', text: '{{1}} costs {{2}}', examples: [{ example: 'Rose' }, { example: '$2' }], buttons: [] },
          { type: 'FOOTER', text: 'Acme', examples: [], buttons: [] },
          {
            type: 'BUTTONS',
            examples: [],
            buttons: [
              { type: 'URL', text: 'Order', url: 'https://x.test/{{1}}', example: 'https://x.test/1' },
              { type: 'COPY_CODE', text: '', example: 'TEN' },
              { type: 'QUICK_REPLY', text: 'Stop' },
            ],
          },
        ],
      },
    ]);
  });

  it('with examples by name', async () => {
    const header_text_named_params = [{ param_name: 'shop', example: 'Acme' }];
    const body_text_named_params = [
      { param_name: 'customer', example: 'Ana' },
      { param_name: 'price', example: '$2' },
    ];
    page().reply(200, {
      data: [
        {
          ...plain,
          parameter_format: 'NAMED',
          components: [
            { type: 'HEADER', format: 'TEXT', text: '{{shop}}', example: { header_text_named_params } },
            { type: 'BODY', text: '{{customer}} {{price}}', example: { body_text_named_params } },
          ],
        },
      ],
    });
    expect(expectValue(await list())[0]?.components.map((component) => component.examples)).toEqual([
      [{ name: 'shop', example: 'Acme' }],
      [
        { name: 'customer', example: 'Ana' },
        { name: 'price', example: '$2' },
      ],
    ]);
  });

  it('does without examples that it cannot read, and without components', async () => {
    const header = { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['https://x.test'], body_text: 7 } };
    page().reply(200, { data: [plain, { ...plain, components: [header, { type: 'BODY', text: 1, example: 'Ana' }] }] });
    expect(expectValue(await list())).toEqual([
      { ...plain, components: [] },
      {
        ...plain,
        components: [
          { type: 'HEADER', format: 'IMAGE', examples: [], buttons: [] },
          { type: 'BODY', examples: [], buttons: [] },
        ],
      },
    ]);
  });

  it('on all pages and in every status', async () => {
    const next = 'https://elsewhere.test';
    page().reply(200, { data: [plain], paging: { cursors: { after: 'a' }, next } });
    page('a').reply(200, { data: [{ ...plain, id: '2', status: 'REJECTED' }], paging: { cursors: { after: 'b' } } });
    expect(expectValue(await list()).map(({ id, status }) => [id, status])).toEqual([
      ['1', 'APPROVED'],
      ['2', 'REJECTED'],
    ]);
  });

  it('names what is missing', async () => {
    page().reply(200, { data: [plain, { ...plain, language: undefined }] });
    expect(expectFailure(await list()).message).toContain('"data.1.language"');
  });
});
