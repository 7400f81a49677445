/** Whether the part of an address behind its `#` can be the secret of one of our links at all. */
export const isLinkToken = (fragment: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(fragment);

/** Takes a used secret out of the address, and with it out of the browser's history. */
export const forgetFragment = (): void => window.history.replaceState(null, '', window.location.pathname);
