/** Where Meta's login returns to: byte for byte what stands in the app's settings at Meta. */
export const toRedirectUri = (frontendUrl: string): string => `${frontendUrl}/integrations/whatsapp/callback`;
