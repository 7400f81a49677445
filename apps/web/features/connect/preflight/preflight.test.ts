import { describe, expect, it } from 'vitest';
import { adviceFor, noAnswers, type PreflightAnswers } from './preflight';

const easy: PreflightAnswers = { phone: 'nowhere', admin: 'yes', portfolio: 'own', country: 'other' };
const findPath = (change: Partial<PreflightAnswers>, popup = true) => adviceFor({ ...easy, ...change }, popup)?.path;

describe('the way that fits', () => {
  it('is not named before all is answered', () => {
    expect(adviceFor(noAnswers, true)).toBeNull();
    expect(adviceFor({ ...easy, phone: null }, true)).toBeNull();
  });

  it('is a new number when it is used nowhere', () => {
    expect(findPath({})).toBe('new_number');
  });

  it('shares the number of the Business app', () => {
    expect(findPath({ phone: 'business_app' })).toBe('coexistence');
  });

  it('does not where Meta does not, or where there is no window for it', () => {
    expect(findPath({ phone: 'business_app', country: 'no_sharing' })).toBe('new_number');
    expect(findPath({ phone: 'business_app' }, false)).toBe('new_number');
  });

  it('warns that a number of the normal app has to be freed', () => {
    expect(adviceFor({ ...easy, phone: 'personal_app' }, true)?.title).toBe('Free the number first');
  });

  it('hands over to an admin as soon as that is clear', () => {
    expect(adviceFor({ ...noAnswers, admin: 'no' }, true)?.path).toBe('handover');
  });

  it('stops at once where it cannot work', () => {
    expect(adviceFor({ ...noAnswers, portfolio: 'operator' }, true)?.path).toBe('none');
    expect(adviceFor({ ...noAnswers, country: 'no_platform' }, true)?.path).toBe('none');
  });
});
