import { createHash, randomBytes } from 'node:crypto';

/** In Embedded Signup; an app that queues codes loses them. */
export const codeLifetimeSeconds = 30;
export const sixtyDaysSeconds = 60 * 24 * 60 * 60;

export const whatsappScopes = ['whatsapp_business_management', 'whatsapp_business_messaging'] as const;

export type TokenKind = 'business' | 'user';

export interface Grant {
  kind: TokenKind;
  scopes: readonly string[];
  wabaIds: readonly string[];
  businessId: string;
  personId: string;
  /** The id of `/me`: a portfolio's system user, or a person. */
  userId: string;
  /** The token lists no accounts: it is valid for all that its holder can reach. */
  withoutTargetIds: boolean;
}

export interface TokenInfo extends Grant {
  /** Safe to show; derived from the token. */
  id: string;
  token: string;
  issuedAt: number;
  /** Milliseconds since the epoch; null means never. */
  expiresAt: number | null;
  /** Null while not revoked; 0: without a subcode. */
  revokedSubcode: number | null;
}

export interface CodeInfo {
  code: string;
  /** The dialog's exact `redirect_uri`; null for the JavaScript SDK. */
  redirectUri: string | null;
  issuedAt: number;
  expiresAt: number;
  usedAt: number | null;
  grant: Grant;
  tokenExpiresInSeconds: number | null;
  tokenValue: string | null;
}

export type NewCode = Pick<CodeInfo, 'redirectUri' | 'grant' | 'tokenExpiresInSeconds'> & {
  tokenValue?: string | null;
  codeLifetimeSeconds: number;
};

export type TokenState = 'valid' | 'expired' | 'revoked';
export type Redemption =
  | { ok: true; token: TokenInfo }
  | { ok: false; reason: 'malformed' | 'used' | 'expired' | 'redirect_mismatch' };

/** Removal weighs more than age, as at Meta. */
export function tokenState(token: TokenInfo, nowMs: number): TokenState {
  if (token.revokedSubcode !== null) return 'revoked';
  return token.expiresAt !== null && nowMs >= token.expiresAt ? 'expired' : 'valid';
}

/** A short name of a secret, for pages and control URLs. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('hex').slice(0, 16);

export class Grants {
  readonly #codes = new Map<string, CodeInfo>();
  readonly #tokens = new Map<string, TokenInfo>();

  clear(): void {
    this.#codes.clear();
    this.#tokens.clear();
  }

  get codes(): readonly CodeInfo[] {
    return [...this.#codes.values()];
  }
  get tokens(): readonly TokenInfo[] {
    return [...this.#tokens.values()];
  }
  token(value: string): TokenInfo | undefined {
    return this.#tokens.get(value);
  }

  issueCode(input: NewCode, nowMs: number): CodeInfo {
    const { codeLifetimeSeconds: lifetime, tokenValue = null, ...rest } = input;
    const code = `AQ${randomBytes(96).toString('base64url')}`;
    const info: CodeInfo = {
      ...rest,
      code,
      tokenValue,
      issuedAt: nowMs,
      expiresAt: nowMs + lifetime * 1000,
      usedAt: null,
    };
    this.#codes.set(code, info);
    return info;
  }

  redeem(code: string, redirectUri: string | undefined, nowMs: number): Redemption {
    const info = this.#codes.get(code);
    if (!info) return { ok: false, reason: 'malformed' };
    if (info.usedAt !== null) return { ok: false, reason: 'used' };
    if (nowMs >= info.expiresAt) return { ok: false, reason: 'expired' };
    if ((redirectUri ?? '') !== (info.redirectUri ?? '')) return { ok: false, reason: 'redirect_mismatch' };
    info.usedAt = nowMs;
    const { grant, tokenExpiresInSeconds: life, tokenValue } = info;
    return { ok: true, token: this.issueToken(grant, life, nowMs, tokenValue ?? undefined) };
  }

  /** Null `lifeSeconds`: the token never expires. */
  issueToken(grant: Grant, lifeSeconds: number | null, nowMs: number, value = newTokenValue()): TokenInfo {
    const token: TokenInfo = {
      ...grant,
      id: hashSecret(value),
      token: value,
      issuedAt: nowMs,
      expiresAt: lifeSeconds === null ? null : nowMs + lifeSeconds * 1000,
      revokedSubcode: null,
    };
    this.#tokens.set(value, token);
    return token;
  }

  keep(token: TokenInfo): void {
    this.#tokens.set(token.token, token);
  }

  /** Throws for an unknown token, so that a mistyped test does not pass. */
  revoke(value: string, subcode: number): void {
    this.#mustFind(value).revokedSubcode = subcode;
  }

  expire(value: string, nowMs: number): void {
    this.#mustFind(value).expiresAt = nowMs;
  }

  /** The person removed the app: all their tokens die. */
  removeApp(userId: string): void {
    for (const token of this.#tokens.values()) {
      if (token.userId === userId) token.revokedSubcode = 458;
    }
  }

  /** The account is no longer shared: no token reaches it. */
  removeWaba(wabaId: string): void {
    for (const token of this.#tokens.values()) token.wabaIds = token.wabaIds.filter((id) => id !== wabaId);
  }

  removeScope(userId: string, scope: string): void {
    for (const token of this.#tokens.values()) {
      if (token.userId === userId) token.scopes = token.scopes.filter((granted) => granted !== scope);
    }
  }

  #mustFind(value: string): TokenInfo {
    const token = this.#tokens.get(value);
    if (!token) throw new Error('The sandbox did not issue this token');
    return token;
  }
}

const newTokenValue = () => `EAA${randomBytes(120).toString('base64url').replaceAll(/[-_]/g, 'Z')}`;
