import { forgetStoredValues, ownPrefix } from './storedValue';

/**
 * Deletes what this browser stores of the person: drafts, choices, files. The API asks for it as well
 * (`Clear-Site-Data`), which some browsers ignore, and none applies to other tabs.
 */
export async function forgetBrowser(): Promise<void> {
  forgetStoredValues();
  try {
    const databases = (await globalThis.indexedDB?.databases()) ?? [];
    for (const { name } of databases) if (name?.startsWith(ownPrefix)) globalThis.indexedDB.deleteDatabase(name);
    const caches = (await globalThis.caches?.keys()) ?? [];
    await Promise.all(caches.map((name) => globalThis.caches.delete(name)));
  } catch {
    // Storage is switched off: there is nothing to delete.
  }
}
