import type { ConversationDto, ResponderDto } from '@switchboard/contracts';
import { Tooltip } from 'radix-ui';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { sampleConversation } from '../state/samples';
import { ThreadStrip } from './ThreadStrip';

const hour = 3_600_000;
const responder = (who: ResponderDto['who'], idleInMs: number): ResponderDto => ({
  who,
  role: null,
  idleAt: new Date(Date.now() + idleInMs).toISOString(),
  backTo: null,
  summary: null,
});
const control = { pending: null, problem: null, press: () => undefined, forget: () => undefined };
const strip = (change: Partial<ConversationDto>): string =>
  renderToStaticMarkup(
    createElement(
      Tooltip.Provider,
      null,
      createElement(ThreadStrip, { conversation: sampleConversation('cnv_1', change), number: undefined, control }),
    ),
  );

describe('below the head of a thread', () => {
  const nobody = 'Nobody answers this customer at the moment';

  it.each([
    ['Meta’s agent', 'meta_agent'],
    ['another app', 'other_app'],
    ['we', 'us'],
  ] as const)('stands that nobody answers once %s did not for a day', (_who, who) => {
    expect(strip({ responder: responder(who, hour) })).not.toContain(nobody);
    const idle = strip({ responder: responder(who, -hour) });
    expect(idle).toContain(nobody);
    expect(idle).not.toContain('Take over');
  });

  it('stands that nobody answers once it was let go', () => {
    expect(strip({ responder: responder('nobody', hour) })).toContain(nobody);
  });

  it('stands nothing where nobody else was ever seen to answer', () => {
    expect(strip({ responder: null })).toBe('');
  });
});
