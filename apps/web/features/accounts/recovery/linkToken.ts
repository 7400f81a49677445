export const isLinkToken = (fragment: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(fragment);

export const forgetFragment = (): void => window.history.replaceState(null, '', window.location.pathname);
