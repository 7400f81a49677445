import { logIn, newPerson, signUp } from './support/people';
import { expect, STATUS, test } from './support/test';

test.describe('signing up', () => {
  test('says at each field what is missing', async ({ page }) => {
    await page.goto('/signup');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByText('Enter your name', { exact: true })).toBeVisible();
    await expect(page.getByText('Enter the name of your business')).toBeVisible();
    await expect(page.getByText(/Enter an e-mail address/)).toBeVisible();
    await expect(page.getByText('Use at least 10 characters')).toBeVisible();
    await expect(page.getByLabel('Your name')).toBeFocused();
  });

  test('refuses a password that is easy to guess, and an address that is taken, at their fields', async ({ page }) => {
    const taken = await signUp(page);
    await page.context().clearCookies();
    await page.goto('/signup');
    await page.getByLabel('Your name').fill('Eve');
    await page.getByLabel('Business name').fill('Eve Ltd');
    await page.getByLabel('E-mail').fill(`new-${taken.email}`);
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('password123');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(password).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByText(/in a list of stolen ones/)).toBeVisible();

    await password.fill(taken.password);
    await page.getByLabel('E-mail').fill(taken.email);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByText(/Log in instead/)).toBeVisible();
    await expect(page.getByLabel('E-mail')).toBeFocused();
  });

  test('a password can be shown and hidden', async ({ page }) => {
    await page.goto('/signup');
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('copper lantern');
    await expect(password).toHaveAttribute('type', 'password');
    await page.getByRole('button', { name: 'Show password' }).click();
    await expect(password).toHaveAttribute('type', 'text');
  });
});

test.describe('logging in', () => {
  test('says that it did not work without saying what was wrong', async ({ page }) => {
    const person = await signUp(page);
    await page.context().clearCookies();
    await page.goto('/login');
    for (const email of [person.email, 'nobody@example.com']) {
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password', { exact: true }).fill('not the password');
      await page.getByRole('button', { name: 'Log in' }).click();
      await expect(page.getByText('The e-mail address or the password is not right.')).toBeVisible();
      await page.reload();
    }
  });

  test('after too many tries says how long to wait', async ({ page }) => {
    const person = await signUp(page);
    await page.context().clearCookies();
    for (let tries = 0; tries < 10; tries += 1) {
      await page.request.post('/api/auth/login', { data: { email: person.email, password: 'wrong' } });
    }
    await page.goto('/login');
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByText(/too many tries.*Try again in \d+ minutes/)).toBeVisible();
  });

  test('leads back to the page that was asked for', async ({ page }) => {
    const person = await signUp(page);
    await page.context().clearCookies();
    await page.goto('/dashboard/settings?section=team');
    await expect(page).toHaveURL('/login?next=%2Fdashboard%2Fsettings%3Fsection%3Dteam');
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page).toHaveURL('/dashboard/settings?section=team');
    await expect(page.getByRole('tab', { name: 'Team' })).toHaveAttribute('aria-selected', 'true');
  });

  for (const next of ['//example.org', 'https://example.org', '/\\example.org']) {
    test(`never leads to another site: ${next}`, async ({ page }) => {
      const person = await signUp(page);
      await page.context().clearCookies();
      await page.goto(`/login?next=${encodeURIComponent(next)}`);
      await page.getByLabel('E-mail').fill(person.email);
      await page.getByLabel('Password', { exact: true }).fill(person.password);
      await page.getByRole('button', { name: 'Log in' }).click();
      await expect(page).toHaveURL('/dashboard');
    });
  }
});

test.describe('the session', () => {
  test('survives a reload, and is held nowhere a script can read', async ({ page }) => {
    await signUp(page);
    await page.goto('/dashboard');
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible();
    const readable = await page.evaluate(() => ({
      cookie: document.cookie,
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
    }));
    expect(readable.cookie).toBe('');
    expect(readable.local.filter((key) => key !== 'theme')).toEqual([]);
    expect(readable.session.filter((key) => !key.startsWith('__next'))).toEqual([]);
  });

  test('ends in every tab when one logs out', async ({ page }) => {
    await signUp(page);
    await page.goto('/dashboard');
    const other = await page.context().newPage();
    await other.goto(STATUS);
    await expect(other.getByRole('heading', { name: 'WhatsApp', exact: true })).toBeVisible();
    await page.getByRole('button', { name: /^Your menu/ }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await expect(page).toHaveURL('/login');
    await expect(other.getByRole('heading', { name: 'Log in' })).toBeVisible();
    await page.goto('/dashboard');
    await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible();
  });

  test('that ended elsewhere is noticed and explained', async ({ page, otherBrowser }) => {
    const person = await signUp(page);
    await page.goto('/dashboard/settings');
    await expect(page.getByText('Live updates on')).toBeVisible();
    const other = await otherBrowser();
    await logIn(other, person);
    await other.goto('/dashboard/settings');
    await other.getByLabel('Current password', { exact: true }).fill(person.password);
    await other.getByLabel('New password', { exact: true }).fill(`${person.password} again`);
    await other.getByRole('button', { name: 'Change password' }).click();
    await expect(other.getByText('Your password was changed')).toBeVisible();
    await expect(page.getByText('You are signed out')).toBeVisible();
    await expect(page).toHaveURL(/\/login\?next=/);
  });
});

test('a page that does not exist says so', async ({ page }) => {
  await page.goto('/nowhere');
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
});

test('without an account the first address leads to logging in', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL('/login');
  await signUp(page, newPerson());
  await page.goto('/');
  await expect(page).toHaveURL('/dashboard');
});
