import type { SandboxState } from '../state/sandboxState.js';
import type { Waba } from '../state/world.js';
import { accountChange } from './payload.js';
import { publish } from './routing.js';

/** The portfolio of the app's owner, which is the entry's id in partner events. */
export const partnerPortfolioId = '590100200300';

export const wabaInfo = (waba: Waba) => ({ waba_id: waba.id, owner_business_id: waba.businessId });

/** Notifies the app that an account was shared with it. Resolves after the first try. */
export function announcePartner(state: SandboxState, waba: Waba): Promise<void> {
  const value = { event: 'PARTNER_ADDED', waba_info: wabaInfo(waba) };
  const entryId = partnerPortfolioId;
  return publish(state, accountChange({ wabaId: waba.id, field: 'account_update', value, entryId, at: state.now() }));
}
