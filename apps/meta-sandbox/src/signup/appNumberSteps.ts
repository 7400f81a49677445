import type { SandboxState } from '../state/sandboxState.js';
import type { SignupSession } from '../state/signupSession.js';
import * as pages from './signup.pages.js';
import * as forms from './signupForm.js';
import { forged, shown } from './signupWindow.js';
import type { WindowSteps } from './windowRouter.js';

/** The number of a WhatsApp Business app, and whether its past is shared. */
export function declareAppNumberSteps({ show, take }: WindowSteps, state: SandboxState): void {
  const { world } = state;
  const appNumbers = ({ choice }: SignupSession) =>
    world.listWabas(choice.businessId ?? '').flatMap(({ id }) => world.listNumbers(id).filter((one) => one.isOnBizApp));
  show('app-number', (open) => {
    const business = world.business(open.choice.businessId ?? '');
    return business ? shown(pages.bizAppPage(open, business, appNumbers(open))) : { goTo: 'business' };
  });
  take('app-number', forms.bizAppForm, (open, { number: id }) => {
    const number = appNumbers(open).find((one) => one.id === id);
    if (!number) return forged;
    Object.assign(open.choice, { wabaId: number.wabaId, numberId: number.id });
    return { goTo: 'scan' };
  });
  show('scan', (open) => {
    const number = world.number(open.choice.numberId ?? '');
    return number ? shown(pages.scanPage(open, number)) : { goTo: 'app-number' };
  });
  take('scan', forms.scanForm, ({ choice }, { share_history }) => {
    choice.sharesHistory = share_history;
    return { goTo: 'permissions' };
  });
}
