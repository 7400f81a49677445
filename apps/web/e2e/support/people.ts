import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';

/** The server may close a connection that was idle at the very moment it is used again: then the request never reached it. */
export const idleConnection = { maxRetries: 2 };

export interface Person {
  name: string;
  email: string;
  password: string;
  business: string;
}

export function newPerson(name = 'Ada Lovelace'): Person {
  const id = randomUUID().slice(0, 8);
  return {
    name,
    email: `${name.split(' ')[0]?.toLowerCase()}-${id}@example.com`,
    password: `copper lantern ${id} river`,
    business: `Business ${id}`,
  };
}

/** Signs up without the form; the browser of the page holds the session afterwards. */
export async function signUp(page: Page, person: Person = newPerson()): Promise<Person> {
  const { name, email, password, business } = person;
  const response = await page.request.post('/api/auth/signup', {
    data: { name, email, password, accountName: business },
  });
  if (!response.ok()) throw new Error(`signup: ${response.status()} ${await response.text()}`);
  return person;
}

/** Ends whatever the account of this browser holds, so that the next test finds the numbers free. */
export async function disconnectEverything(page: Page): Promise<void> {
  const renewed = await page.request.post('/api/auth/refresh', idleConnection);
  // 204: nobody was signed in.
  if (renewed.status() !== 200) return;
  const { token } = (await renewed.json()) as { token: string };
  await page.request.post('/api/integrations/whatsapp/disconnect', {
    headers: { authorization: `Bearer ${token}` },
    data: {},
  });
}

export async function logIn(page: Page, { email, password }: Person): Promise<void> {
  const response = await page.request.post('/api/auth/login', { data: { email, password } });
  if (!response.ok()) throw new Error(`login: ${response.status()} ${await response.text()}`);
}

/** The ending that the callback page shows, by its code. */
export const endingOn = (page: Page, code: string) => page.locator(`[data-ending=${code}]`);
