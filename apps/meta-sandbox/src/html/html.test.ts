import { describe, expect, it } from 'vitest';
import { html } from './html.js';

describe('a piece of markup', () => {
  it('escapes what it is given, in text and in attributes', () => {
    const name = `<img src=x onerror="alert('1')"> & co`;
    const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co';
    expect(`${html`<p title="${name}">${name}</p>`}`).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it('takes other markup as it is, joins lists and leaves nothing for nothing', () => {
    const rows = ['a', '<b>'].map((text) => html`<li>${text}</li>`);
    expect(`${html`<ul>${rows}</ul>${null}${undefined}${false}${0}`}`).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>0');
  });
});
