import { expect, type Page } from '@playwright/test';

export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

/** Presses what begins the login, and gives Meta's window. */
export async function openPopup(page: Page, button = 'Connect WhatsApp'): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: button }).click();
  const popup = await opened;
  await expect(popup.getByTestId('signup-window')).toBeVisible();
  return popup;
}

const step = (popup: Page, name: string) => popup.locator(`[data-testid=signup-window][data-step=${name}]`);

/** In Meta's window: the login and the business. */
export async function chooseBusiness(popup: Page, portfolio: string): Promise<void> {
  await popup.getByRole('button', { name: /^Continue as/ }).click();
  await popup.getByRole('radio', { name: portfolio, exact: true }).check();
  await popup.getByTestId('continue').click();
}

/** In Meta's window: an existing number, up to the last screen. */
export async function chooseNumber(popup: Page, portfolio: string, phoneNumberId: string): Promise<void> {
  await chooseBusiness(popup, portfolio);
  await popup.getByTestId(`number-${phoneNumberId}`).check();
  await popup.getByTestId('continue').click();
  await expect(step(popup, 'PERMISSIONS')).toBeVisible();
}

/** In Meta's window: walks to a screen by the way of a new number. */
export async function walkTo(popup: Page, screen: string, portfolio: string, wabaId: string): Promise<void> {
  const walk: [string, () => Promise<void>][] = [
    ['BUSINESS_ACCOUNT_SELECTION', () => popup.getByRole('button', { name: /^Continue as/ }).click()],
    [
      'WABA_PHONE_PROFILE_PICKER',
      async () => {
        await popup.getByRole('radio', { name: portfolio, exact: true }).check();
        await popup.getByTestId('continue').click();
      },
    ],
    [
      'WHATSAPP_BUSINESS_PROFILE_SETUP',
      async () => {
        await popup.getByTestId(`new-number-${wabaId}`).check();
        await popup.getByTestId('continue').click();
      },
    ],
    ['PHONE_NUMBER_SETUP', () => popup.getByTestId('continue').click()],
    ['PHONE_NUMBER_VERIFICATION', () => popup.getByTestId('continue').click()],
    [
      'PERMISSIONS',
      async () => {
        await popup.getByTestId('code').fill((await popup.getByTestId('sms-code').textContent()) ?? '');
        await popup.getByTestId('continue').click();
      },
    ],
  ];
  for (const [name, go] of walk) {
    await go();
    await expect(step(popup, name)).toBeVisible();
    if (name === screen) return;
  }
}
