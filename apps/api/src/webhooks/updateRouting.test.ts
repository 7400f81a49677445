import { metaCode } from '@switchboard/contracts';
import type { InboundMessageUpdate, ProblemUpdate } from '@switchboard/graph';
import { describe, expect, it } from 'vitest';
import { marketing } from '../inbox/preferences/optOut.js';
import type { NumberAccount } from '../numbers/liveAccounts.js';
import { emptyRoutes, type NumberUpdate, routeUpdate } from './updateRouting.js';

const holder = (fields: Partial<NumberAccount> = {}) =>
  ({
    accountId: 'acc_1',
    phoneNumberId: '1',
    wabaId: 'waba_1',
    isActive: true,
    connectedAt: new Date('2026-01-01'),
    ...fields,
  }) as NumberAccount;

const read = (update: object, fields: Partial<NumberUpdate> = {}) =>
  ({ id: 'dlv.0003', receivedAt: new Date('2026-02-01'), index: 3, update, ...fields }) as NumberUpdate;

const message = { kind: 'message', phoneNumberId: '1', message: { id: 'wamid.1' } } as InboundMessageUpdate;
const problem = { kind: 'problem', phoneNumberId: '1', error: { code: 1 } } as ProblemUpdate;

describe('an update about a number', () => {
  it('goes to the account that holds the number, at its place in the delivery', () => {
    const routes = emptyRoutes();
    expect(routeUpdate(read(message), holder(), routes)).toBeNull();
    expect(routes.inbox).toEqual([
      { accountId: 'acc_1', arrivedAt: new Date('2026-02-01'), place: 3, update: message },
    ]);
  });

  it('waits while nobody holds the number, who held it left, or it is paused', () => {
    const routes = emptyRoutes();
    expect(routeUpdate(read(message), undefined, routes)).toBe('number_unknown');
    expect(routeUpdate(read(message), holder({ isActive: false }), routes)).toBe('number_disconnected');
    expect(routeUpdate(read(message), holder({ pausedAt: new Date() }), routes)).toBe('number_paused');
    expect(routes).toEqual(emptyRoutes());
  });

  it('that was kept for one account never goes to another', () => {
    const routes = emptyRoutes();
    expect(routeUpdate(read(message, { onlyFor: 'acc_2' }), holder(), routes)).toBe('number_unknown');
    expect(routes.inbox).toEqual([]);
  });

  it('that reports a problem is shown although the number is paused', () => {
    const routes = emptyRoutes();
    expect(routeUpdate(read(problem), holder({ pausedAt: new Date() }), routes)).toBeNull();
    expect(routes.problems).toMatchObject([{ accountId: 'acc_1', wabaId: 'waba_1', update: problem }]);
  });

  it('with a refusal of marketing states that the customer wants none', () => {
    const routes = emptyRoutes();
    const at = new Date('2026-01-31');
    const refusal = {
      ...{ kind: 'status', phoneNumberId: '1', id: 'wamid.2', status: 'failed', timestamp: at },
      ...{ recipientWaId: '4915', error: { code: metaCode.optedOut } },
    };
    expect(routeUpdate(read(refusal), holder(), routes)).toBeNull();
    expect(routes.preferences).toEqual([
      { accountId: 'acc_1', phoneNumberId: '1', category: marketing, value: 'stop', at, contact: { waId: '4915' } },
    ]);
  });
});
