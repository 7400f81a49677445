import { randomInt } from 'node:crypto';
import type { SandboxState } from '../state/sandboxState.js';
import * as pages from './signup.pages.js';
import * as forms from './signupForm.js';
import { forged, shown } from './signupWindow.js';
import type { WindowSteps } from './windowRouter.js';

export function declareAccountSteps({ show, take }: WindowSteps, state: SandboxState): void {
  const { world } = state;
  show('person', (open) => shown(pages.personPage(open, state)));
  take('person', forms.personForm, ({ choice }, { person }) => {
    if (!world.person(person)) return forged;
    choice.personId = person;
    return { goTo: 'business' };
  });
  show('business', (open) => {
    const person = world.person(open.choice.personId ?? '');
    return person ? shown(pages.businessPage(open, state, person)) : { goTo: 'person' };
  });
  take('business', forms.businessForm, ({ choice, request }, { business }) => {
    if (!world.person(choice.personId ?? '')?.businessIds.includes(business)) return forged;
    Object.assign(choice, { businessId: business, wabaId: null, numberId: null, newNumber: null });
    return { goTo: request.isCoexistence ? 'app-number' : 'account' };
  });
  show('account', (open) => {
    const business = world.business(open.choice.businessId ?? '');
    return business ? shown(pages.accountPage(open, state, business)) : { goTo: 'business' };
  });
  take(
    'account',
    forms.accountForm,
    ({ choice }, { account }) => {
      const [wabaId = '', numberId = null] = account.split(':');
      const waba = world.waba(wabaId);
      if (!waba || waba.businessId !== choice.businessId) return forged;
      const isNew = numberId === 'new';
      if (numberId !== null && !isNew && world.number(numberId)?.wabaId !== wabaId) return forged;
      const newNumber = isNew
        ? { displayName: waba.name, displayPhoneNumber: null, verificationCode: newCode(), isVerified: false }
        : null;
      Object.assign(choice, { wabaId, numberId: isNew ? null : numberId, newNumber });
      return { goTo: isNew ? 'profile' : 'permissions' };
    },
    (open) => {
      const business = world.business(open.choice.businessId ?? '');
      if (!business) return forged;
      return shown(pages.accountPage(open, state, business, 'Choose an account, or cancel.'), 422);
    },
  );
}

const newCode = () => String(randomInt(1_000_000)).padStart(6, '0');
