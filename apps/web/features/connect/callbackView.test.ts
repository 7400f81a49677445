import { type ErrorCode, errorCodes } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { ApiError } from '@/lib/apiError';
import { attempt } from '@/lib/attempts.fixture';
import { type CallbackFacts, callbackView } from './callbackView';

const facts = (change: Partial<CallbackFacts> = {}): CallbackFacts => ({
  returned: { kind: 'code', code: 'c', state: 's' },
  busy: false,
  failure: null,
  atChoice: false,
  attempt: null,
  lookupFailure: null,
  ...change,
});

const failed = (code: ErrorCode, status = 400) => new ApiError({ code, status, requestId: 'req_1' });

describe('while the answer is awaited', () => {
  it('the steps are shown, also when the attempt seems to have failed before a retry', () => {
    expect(callbackView(facts({ busy: true }))).toEqual({ kind: 'working' });
    expect(callbackView(facts({ busy: true, attempt: attempt({ phase: 'partial' }) })).kind).toBe('working');
  });

  it('a push that says "connected" is believed before the answer comes', () => {
    expect(callbackView(facts({ busy: true, attempt: attempt({ phase: 'connected' }) })).kind).toBe('connected');
  });
});

describe('when the answer got lost', () => {
  const offline = new ApiError({ code: 'offline' });

  it('the attempt is followed while it works', () => {
    expect(callbackView(facts({ failure: offline, attempt: attempt() })).kind).toBe('working');
  });

  it('its success counts', () => {
    const view = callbackView(facts({ failure: offline, attempt: attempt({ phase: 'connected' }) }));
    expect(view.kind).toBe('connected');
  });

  it('and nothing is known, the same code can be submitted again', () => {
    expect(callbackView(facts({ failure: offline }))).toMatchObject({
      kind: 'ending',
      title: 'You seem to be offline',
      action: 'repost',
    });
    expect(callbackView(facts({ failure: offline, attempt: attempt({ phase: 'waiting' }) }))).toMatchObject({
      action: 'repost',
    });
  });

  it('of a look at an attempt, it can be looked at again', () => {
    const view = callbackView(
      facts({ returned: { kind: 'attempt', attemptId: 'att_1' }, failure: offline, lookupFailure: offline }),
    );
    expect(view).toMatchObject({ action: 'look_again' });
  });
});

describe('when it did not work', () => {
  it.each(errorCodes.map((code) => [code]))('%s has a title, a message and something to press', (code) => {
    const view = callbackView(facts({ failure: failed(code) }));
    expect(view).toMatchObject({ kind: 'ending', code, requestId: 'req_1' });
    if (view.kind !== 'ending') throw new Error('not an ending');
    expect(view.title.length).toBeGreaterThan(3);
    expect(view.message.length).toBeGreaterThan(10);
    expect(view.action).toBeTruthy();
  });

  it('and the token is held, it goes on without a new login', () => {
    const view = callbackView(
      facts({
        failure: failed('meta_unreachable', 502),
        attempt: attempt({
          phase: 'failed',
          canRetry: true,
          problem: { code: 'meta_unreachable', message: 'No answer.', fbtraceId: 'AbC' },
        }),
      }),
    );
    expect(view).toMatchObject({ action: 'resume', fbtraceId: 'AbC' });
  });

  it('and nothing is held, a new login is offered instead of a retry that cannot help', () => {
    const view = callbackView(
      facts({ failure: failed('meta_unreachable', 502), attempt: attempt({ phase: 'failed' }) }),
    );
    expect(view).toMatchObject({ action: 'connect_again' });
  });

  it('in part, it says so calmly and goes on from there', () => {
    const view = callbackView(facts({ attempt: attempt({ phase: 'partial', canRetry: true }) }));
    expect(view).toMatchObject({ code: 'subscription_failed', tone: 'warn', action: 'resume' });
  });

  it('because the person is signed out, it leads to logging in', () => {
    expect(callbackView(facts({ failure: failed('session_ended', 401) }))).toMatchObject({ action: 'sign_in' });
    const refused = { kind: 'refused', state: 's', report: { reason: 'denied' } } as const;
    expect(callbackView(facts({ returned: refused, failure: failed('not_signed_in', 401) }))).toMatchObject({
      action: 'sign_in',
    });
  });
});

describe('when the numbers are to be chosen', () => {
  const choice = { until: '2026-11-22T11:00:00.000Z', wabas: [] };
  const choosing = attempt({ phase: 'choosing', choice });

  it('they are shown, until the choice is on its way', () => {
    expect(callbackView(facts({ attempt: choosing }))).toMatchObject({ kind: 'choosing', choice, problem: null });
    expect(callbackView(facts({ busy: true, attempt: choosing }))).toMatchObject({ kind: 'choosing' });
    expect(callbackView(facts({ busy: true, atChoice: true, attempt: choosing }))).toEqual({ kind: 'working' });
  });

  it.each([
    ['refused', failed('nothing_chosen')],
    ['lost', new ApiError({ code: 'offline' })],
  ])('and the choice was %s, it is still to be made', (_what, failure) => {
    expect(callbackView(facts({ failure, atChoice: true, attempt: choosing }))).toMatchObject({
      kind: 'choosing',
      problem: failure,
    });
  });

  it('and the answer to the code got lost, they are shown without a complaint', () => {
    const view = callbackView(facts({ failure: new ApiError({ code: 'offline' }), attempt: choosing }));
    expect(view).toMatchObject({ kind: 'choosing', problem: null });
  });

  it('and another code was refused, that is what is said', () => {
    expect(callbackView(facts({ failure: failed('state_used'), attempt: choosing }))).toMatchObject({
      code: 'state_used',
    });
  });

  it('and it came too late, that is how it ended', () => {
    const late = attempt({ phase: 'expired', problem: { code: 'choice_expired', message: 'Too late.' } });
    expect(callbackView(facts({ attempt: late }))).toMatchObject({ code: 'choice_expired', action: 'connect_again' });
  });

  it('and the person is signed out, it leads to logging in', () => {
    const failure = failed('session_ended', 401);
    expect(callbackView(facts({ failure, atChoice: true, attempt: choosing }))).toMatchObject({ action: 'sign_in' });
  });
});

describe('when a popup has ended', () => {
  it('and its answer got lost, it can be submitted again', () => {
    const returned = { kind: 'popup', attemptId: 'att_00000001' } as const;
    const view = callbackView(
      facts({ returned, failure: new ApiError({ code: 'offline' }), attempt: attempt({ phase: 'waiting' }) }),
    );
    expect(view).toMatchObject({ action: 'repost' });
  });
});

describe('when the person said no', () => {
  const refused = { kind: 'refused', state: 's', report: { reason: 'denied' } } as const;

  it('it is not an error', () => {
    const view = callbackView(facts({ returned: refused, attempt: attempt({ phase: 'denied' }) }));
    expect(view).toMatchObject({ code: 'connect_denied', tone: 'info', action: 'connect_again' });
  });

  it('the same is said when the login is not known to the API', () => {
    const view = callbackView(facts({ returned: refused, failure: failed('state_unknown') }));
    expect(view).toMatchObject({ code: 'connect_denied', tone: 'info' });
  });

  it('and Meta failed, it is told apart', () => {
    const failedAtMeta = { kind: 'refused', state: null, report: { reason: 'failed' } } as const;
    expect(callbackView(facts({ returned: failedAtMeta }))).toMatchObject({ code: 'login_failed' });
  });
});

describe('a code that nobody asked for', () => {
  it('is never sent and is called what it is', () => {
    expect(callbackView(facts({ returned: { kind: 'stray_code' } }))).toMatchObject({
      code: 'state_unknown',
      action: 'connect_again',
    });
  });
});

describe('a reload', () => {
  const returned = { kind: 'attempt', attemptId: 'att_00000001' } as const;

  it('shows the end of the attempt', () => {
    expect(callbackView(facts({ returned, attempt: attempt({ phase: 'connected' }) })).kind).toBe('connected');
    expect(callbackView(facts({ returned, attempt: attempt({ phase: 'expired' }) }))).toMatchObject({
      code: 'state_expired',
    });
  });

  it('of somebody else’s attempt shows that there is nothing', () => {
    const view = callbackView(facts({ returned, lookupFailure: failed('not_found', 404) }));
    expect(view).toMatchObject({ code: 'not_found', action: 'open_status' });
  });

  it('while the login is still open at Meta offers to start again', () => {
    expect(callbackView(facts({ returned, attempt: attempt({ phase: 'waiting' }) }))).toMatchObject({
      action: 'connect_again',
    });
  });
});
