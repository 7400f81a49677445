import { forgetStoredValues, ownPrefix } from './storedValue';

/**
 * Takes away what this browser keeps of whoever was signed in: half-written messages, choices, files. After logging out,
 * on a machine that others use too. The API asks the browser for the same (`Clear-Site-Data`), which not every browser
 * does, and none for what other tabs still hold.
 */
export async function forgetBrowser(): Promise<void> {
  forgetStoredValues();
  try {
    const databases = (await globalThis.indexedDB?.databases()) ?? [];
    for (const { name } of databases) if (name?.startsWith(ownPrefix)) globalThis.indexedDB.deleteDatabase(name);
    const caches = (await globalThis.caches?.keys()) ?? [];
    await Promise.all(caches.map((name) => globalThis.caches.delete(name)));
  } catch {
    // Switched off by the browser's settings: there is nothing to forget.
  }
}
