/**
 * How the web tells the API whose request it passes on: `<address>;<seconds since the epoch>;<signature>`. The signature is
 * HMAC-SHA-256 of {@link toSignedText} by `WEB_ADDRESS_SECRET`, as base64url.
 */
export const signedAddressHeader = 'x-switchboard-client';

/** What is signed. Its first line keeps a signature from being good for anything else. */
export const toSignedText = (address: string, atSeconds: number): string =>
  `switchboard client address\n${address}\n${atSeconds}`;
