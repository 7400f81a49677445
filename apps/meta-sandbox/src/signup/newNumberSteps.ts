import type { Html } from '../html/html.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { SignupSession } from '../state/signupSession.js';
import * as pages from './signup.pages.js';
import * as forms from './signupForm.js';
import { forged, shown } from './signupWindow.js';
import type { WindowSteps } from './windowRouter.js';

/** A new number: its name, the number itself, and the code that verifies it. */
export function declareNewNumberSteps({ show, take }: WindowSteps, state: SandboxState): void {
  const { world } = state;
  const showNew = (page: string, body: (open: SignupSession) => Html) =>
    show(page, (open) => (open.choice.newNumber ? shown(body(open)) : { goTo: 'account' }));
  showNew('profile', (open) => {
    const waba = world.waba(open.choice.wabaId ?? '');
    return waba ? pages.profilePage(open, waba) : pages.personPage(open, state);
  });
  take('profile', forms.profileForm, ({ choice }, { display_name }) => {
    if (!choice.newNumber) return forged;
    choice.newNumber.displayName = display_name;
    return { goTo: 'number' };
  });
  showNew('number', (open) => pages.numberPage(open));
  take(
    'number',
    forms.numberForm,
    ({ choice }, { phone }) => {
      if (!choice.newNumber) return forged;
      choice.newNumber.displayPhoneNumber = phone;
      return { goTo: 'verify' };
    },
    (open) =>
      shown(pages.numberPage(open, 'Write the number with its country code, for example +1 555-010-0090.'), 422),
  );
  showNew('verify', (open) => pages.verifyPage(open));
  take('verify', forms.verifyForm, (open, { code, skip }) => {
    const number = open.choice.newNumber;
    if (!number) return forged;
    const isRight = code === number.verificationCode;
    if (!isRight && !skip) return shown(pages.verifyPage(open, 'That is not the code of the SMS.'), 422);
    number.isVerified = isRight;
    return { goTo: 'permissions' };
  });
}
