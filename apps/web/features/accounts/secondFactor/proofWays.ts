export interface ProofState {
  /** A passkey is set up, and this browser can use one. */
  hasPasskey: boolean;
  hasApp: boolean;
  /** The password was typed a moment ago. */
  knowsPassword: boolean;
}

export interface ProofWays {
  /** `optional`: a passkey that checks its person does without. */
  password: 'needed' | 'optional' | 'known';
  asksCode: boolean;
  /** What the form's own button does. */
  confirmsBy: 'password' | 'passkey';
  /** Another button, for a passkey in place of everything above. */
  offersPasskey: boolean;
}

/** What is asked of somebody who shows that it is still them. One way has one button. Pure. */
export function listProofWays({ hasPasskey, hasApp, knowsPassword }: ProofState): ProofWays {
  const isByPasskey = hasPasskey && !hasApp;
  return {
    password: knowsPassword ? 'known' : isByPasskey ? 'optional' : 'needed',
    asksCode: hasApp,
    confirmsBy: isByPasskey ? 'passkey' : 'password',
    offersPasskey: hasPasskey && hasApp,
  };
}
