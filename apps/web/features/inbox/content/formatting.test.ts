import { describe, expect, it } from 'vitest';
import { type Block, formatted, type Inline, withLinks, withoutSigns } from './formatting';

const signs = { bold: 'b', italic: 'i', strike: 's', code: 'code', link: 'a', text: '' } as const;
const drawn = (piece: Inline): string => {
  const inside = 'children' in piece ? piece.children.map(drawn).join('') : piece.text;
  return piece.kind === 'text' ? inside : `{${signs[piece.kind]} ${inside}}`;
};
const line = (pieces: readonly Inline[]) => pieces.map(drawn).join('');
const block = (one: Block): string => {
  if (one.kind === 'bullets') return one.items.map((item) => `• ${line(item)}`).join('\n');
  if (one.kind === 'numbers') return one.items.map(({ number, line: words }) => `#${number} ${line(words)}`).join('\n');
  return one.lines.map((words) => `${one.kind === 'quote' ? '| ' : ''}${line(words)}`).join('\n');
};
/** What is drawn, in a form that can be read. */
const shown = (text: string) => formatted(text).map(block).join('\n');

/** How many characters are searched and copied by what is done: the work, in a measure that no busy machine changes. */
function countWork(done: () => void): number {
  const { slice, indexOf } = String.prototype;
  let characters = 0;
  const counted = {
    slice(this: string, ...range: Parameters<typeof slice>) {
      const part = slice.apply(this, range);
      characters += part.length + 1;
      return part;
    },
    indexOf(this: string, wanted: string, from = 0) {
      const found = indexOf.call(this, wanted, from);
      characters += (found < 0 ? this.length : found) - from + 1;
      return found;
    },
  };
  Object.assign(String.prototype, counted);
  try {
    done();
  } finally {
    Object.assign(String.prototype, { slice, indexOf });
  }
  return characters;
}

describe('a text with WhatsApp’s signs', () => {
  it.each([
    ['*bold*', '{b bold}'],
    ['_italic_', '{i italic}'],
    ['~strike~', '{s strike}'],
    ['`code`', '{code code}'],
    ['```block```', '{code block}'],
    ['```\nfirst\n  second\n```', '{code first\n  second}'],
    ['Pay *today*, _please_.', 'Pay {b today}, {i please}.'],
    ['(*bold*)', '({b bold})'],
    ['*bold*!', '{b bold}!'],
    ['*two words*', '{b two words}'],
    ['*дом* и _сад_', '{b дом} и {i сад}'],
    ['*bold*😀', '{b bold}😀'],
    ['*שלום*', '{b שלום}'],
    ['*a* *b*', '{b a} {b b}'],
    ['*5 €*', '{b 5 €}'],
  ])('%s is drawn as WhatsApp draws it', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    ['*_both_*', '{b {i both}}'],
    ['_*both*_', '{i {b both}}'],
    ['*bold and _italic_ too*', '{b bold and {i italic} too}'],
    ['~*_all_*~', '{s {b {i all}}}'],
    ['*`code` in bold*', '{b {code code} in bold}'],
  ])('%s may have one in another', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    ['within words', 'snake_case_stays'],
    ['within numbers', '2*3*4'],
    ['within words of other writing', 'мой_новый_файл'],
    ['at one edge of a word only', 'half_a word_'],
    ['with gaps inside', 'a * b * c'],
    ['beside a gap', '*bold *'],
    ['beside the other gap', 'x * bold*'],
    ['alone', 'one * star'],
    ['alone at the beginning', '*open'],
    ['alone at the end', 'closed*'],
    ['with nothing inside', '** __ ~~ `` ``````'],
    ['as faces', '^_^ :* o_O'],
    ['over two lines', '*one\ntwo*'],
    ['of code over two lines', '`one\ntwo`'],
    ['of code that never ends', '```open'],
    ['of code with nothing inside', '```  ```'],
    ['as dots', '... _ _ ...'],
  ])('leaves signs as they were typed %s', (_where, text) => {
    expect(shown(text)).toBe(text);
  });

  it.each([
    ['*a _b* c_', '{b a _b} c_'],
    ['_a *b_ c*', '{i a *b} c*'],
    ['*a *b*', '{b a *b}'],
    ['**bold**', '*{b bold}*'],
    ['*a*b*', '{b a*b}'],
    ['*open and _italic_', '*open and {i italic}'],
  ])('takes signs in pairs, from the left: %s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    ['`*not bold*`', '{code *not bold*}'],
    ['```a_b_c *x* ~y~```', '{code a_b_c *x* ~y~}'],
    ['`https://example.com`', '{code https://example.com}'],
    [
      '```\n> no quote\n- no list\nhttps://example.com/_a_\n```',
      '{code > no quote\n- no list\nhttps://example.com/_a_}',
    ],
    ['*a `b* c` d*', '{b a {code b* c} d}'],
  ])('reads nothing within code: %s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    ['https://example.com/a_b_c/*x*/~y~', '{a https://example.com/a_b_c/*x*/~y~}'],
    ['see _https://example.com/a_b_ now', 'see {i {a https://example.com/a_b}} now'],
    ['*https://example.com*', '{b {a https://example.com}}'],
    ['*here: https://example.com/_x_*', '{b here: {a https://example.com/_x_}}'],
    ['https://example.com/x_', '{a https://example.com/x_}'],
  ])('reads nothing within an address: %s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('nor within an address far down in a very long text', () => {
    const pieces = formatted(`${'word '.repeat(12_000)}https://example.com/_x_/ and _y_`).flatMap((one) =>
      'lines' in one ? one.lines.flat() : [],
    );
    expect(pieces.slice(-3).map(drawn)).toEqual(['{a https://example.com/_x_/}', ' and ', '{i y}']);
  });

  it('knows quotes and lists by how a line begins', () => {
    expect(shown('> said *before*\n> and this\nMy answer')).toBe('| said {b before}\n| and this\nMy answer');
    expect(shown('* one\n- two\n- _three_')).toBe('• one\n• two\n• {i three}');
    expect(shown('1. one\n2. two\n10. ten')).toBe('#1 one\n#2 two\n#10 ten');
    expect(formatted('Bring:\n- bread\n- milk\n\nThanks').map(({ kind }) => kind)).toEqual([
      'paragraph',
      'bullets',
      'paragraph',
    ]);
    expect(shown('* a *b* c')).toBe('• a {b b} c');
  });

  it.each(['>no gap', '-no gap', '1.5 km', '2026. was long', '> ', '- ', '3. ', 'a > b', 'a - b', '-5', '*'])(
    'is no quote and no list: %s',
    (text) => {
      expect(shown(text)).toBe(text);
    },
  );

  it('keeps every character that is not a sign', () => {
    const text = '  two gaps\n\n\tafter *a tab*\r\n<b>&amp;</b> 👩‍👩‍👧 \u202e';
    expect(formatted(text).map(block).join('\n')).toBe(text.replace('*a tab*', '{b a tab}'));
    expect(formatted('')).toEqual([{ kind: 'paragraph', lines: [[]] }]);
  });

  const cruel: [string, string][] = [
    ['stars', '*'],
    ['stars that open', ' *a'],
    ['stars that close', 'a* '],
    ['all signs that open', ' *a _b ~c'],
    ['pairs that cross', '*a _b* c_ '],
    ['backticks', '`'],
    ['backticks in lines', '`a\n'],
    ['fences', '``` '],
    ['fences and ticks', '```a`'],
    ['quotes', '> *a\n'],
    ['lists', '- _a\n'],
    ['numbers', '1. ~a\n'],
    ['addresses', 'https://a.b/* '],
    ['bold addresses', '*https://a.b/***'],
  ];
  it.each(cruel)('of twice the length takes twice the work, whatever it is made of: %s', (_what, unit) => {
    const work = (length: number) => countWork(() => formatted(unit.repeat(Math.ceil(length / unit.length))));
    expect(work(60_000)).toBeLessThanOrEqual(work(30_000) * 2.2 + 50);
  });
});

describe('a text in a list, a quote or a notification', () => {
  it('has no signs, and keeps its words', () => {
    expect(withoutSigns('*Sale* today: _everything_ ~20~ `10` €')).toBe('Sale today: everything 20 10 €');
    expect(withoutSigns('> said\n- one\n1. two\nsnake_case 2*3*4')).toBe('said\n- one\n1. two\nsnake_case 2*3*4');
  });
});

describe('what a button or a form says', () => {
  it('has addresses, and signs as they were typed', () => {
    expect(line(withLinks('*Yes* _please_, https://example.com'))).toBe('*Yes* _please_, {a https://example.com}');
  });
});
