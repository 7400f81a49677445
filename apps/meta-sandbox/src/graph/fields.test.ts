import { describe, expect, it } from 'vitest';
import { parseFields, selectFields } from './fields.js';

describe('the fields parameter', () => {
  it('names fields, and fields inside objects', () => {
    expect(parseFields('id, name,owner{id,name}')).toEqual([
      { name: 'id', children: [] },
      { name: 'name', children: [] },
      {
        name: 'owner',
        children: [
          { name: 'id', children: [] },
          { name: 'name', children: [] },
        ],
      },
    ]);
  });

  it.each(['owner{id', 'id}', '{id}'])('is refused as "%s"', (text) => {
    expect(() => parseFields(text)).toThrow('Syntax error');
  });

  it('leaves out what is known but empty, and always gives the id', () => {
    const node = { id: '1', name: 'Acme', username: undefined };
    expect(selectFields(node, 'Thing', 'name,username', [])).toEqual({ id: '1', name: 'Acme' });
    expect(selectFields(node, 'Thing', undefined, ['name'])).toEqual({ id: '1', name: 'Acme' });
    expect(() => selectFields(node, 'Thing', 'constructor', [])).toThrow('nonexisting field (constructor)');
  });
});
