export interface SignupRequest {
  /** The hosted page: nobody waits for a message, and there is no code. */
  isHosted: boolean;
  /** The origin of the opening page; messages go nowhere else. */
  pageOrigin: string;
  /** Names the answer of this window on the SDK's channel. */
  channel: string;
  configId: string;
  scopes: readonly string[];
  /** `featureType: whatsapp_business_app_onboarding`: a number of the Business app joins and stays in the app. */
  isCoexistence: boolean;
  /** From `sessionInfoVersion`; null leaves `version` out, as the newest flow does. */
  messageVersion: number | null;
}

export interface SignupNumber {
  displayName: string;
  displayPhoneNumber: string | null;
  verificationCode: string;
  isVerified: boolean;
}

export interface SignupChoice {
  personId: string | null;
  businessId: string | null;
  wabaId: string | null;
  numberId: string | null;
  newNumber: SignupNumber | null;
  /** Coexistence: the owner shares recent chats. */
  sharesHistory: boolean;
}

export interface SignupPost {
  data: unknown;
  afterMs: number;
}

export interface SignupAnswer {
  posts: readonly SignupPost[];
  /** Answers when the person closes the window: closing the last screen counts as finishing. */
  staysOpen: boolean;
  /** Posts from the machine's other name (`localhost`, `127.0.0.1`): another origin to a browser. */
  fromOtherOrigin: boolean;
}

export interface SignupSession {
  id: string;
  /** In every form of the window, so that only our page can answer, and only once. */
  nonce: string;
  request: SignupRequest;
  choice: SignupChoice;
  /** Null while the person has not answered. */
  outcome: 'finished' | 'cancelled' | 'reported' | 'failed' | 'closed' | null;
  /** Answers to post, one for each page. */
  answers: SignupAnswer[];
}
