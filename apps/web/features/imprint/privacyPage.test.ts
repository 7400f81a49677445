import type { ImprintReply } from '@switchboard/contracts';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { PrivacyPage } from './PrivacyPage';

const render = (more: Partial<ImprintReply>) =>
  renderToStaticMarkup(
    createElement(PrivacyPage, {
      imprint: { success: true, company: null, policyUrl: null, keepDeliveriesDays: 45, ...more },
    }),
  );

it('the page about privacy says that it is unfinished until it says whose it is', () => {
  expect(render({})).toContain('This page is unfinished');
  const company = { name: 'Acme', address: '1 Flower Street, Berlin', email: 'privacy@acme.test' };
  const whole = render({ company });
  expect(whole).not.toContain('unfinished');
  for (const text of ['Acme', '1 Flower Street', 'mailto:privacy@acme.test', '45']) expect(whole).toContain(text);
});

it('the page about privacy leads to the operator’s own policy where there is one', () => {
  expect(render({})).not.toContain('The whole policy');
  expect(render({ policyUrl: 'https://acme.test/legal' })).toContain('href="https://acme.test/legal"');
});
