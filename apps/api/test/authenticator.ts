import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { NewPasskey, PasskeyAnswer } from '@switchboard/contracts';

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');
const userPresent = 0x01;
const userVerified = 0x04;
const hasCredential = 0x40;

interface Where {
  /** What the browser says where it is. */
  origin: string;
  challenge: string;
}

/** A device that holds one passkey (ES256), and a browser in front of it that says where it is. */
export class Authenticator {
  readonly #id = randomBytes(32);
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  /** Whose it is, base64url; known from the registration. */
  userHandle = '';
  counter = 0;
  /** Whether it asks for a finger, a face or a PIN. */
  verifiesPerson = true;

  constructor(readonly rpId = 'localhost') {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    this.#publicKey = publicKey;
  }

  get credentialId(): string {
    return base64url(this.#id);
  }

  #data(flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const verified = this.verifiesPerson ? userVerified : 0;
    return Buffer.concat([sha256(this.rpId), Buffer.from([userPresent | verified | flags]), counter]);
  }

  /** Answers `navigator.credentials.create`. */
  register(options: { challenge: string; user: { id: string } }, origin = 'http://localhost:3000'): NewPasskey {
    this.userHandle = options.user.id;
    const { x = '', y = '' } = this.#publicKey.export({ format: 'jwk' });
    const coseKey = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
      [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
    ]);
    const idLength = Buffer.alloc(2);
    idLength.writeUInt16BE(this.#id.length);
    const credential = Buffer.concat([Buffer.alloc(16), idLength, this.#id, Buffer.from(isoCBOR.encode(coseKey))]);
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(Buffer.concat([this.#data(hasCredential), credential]))],
    ]);
    return {
      id: this.credentialId,
      clientDataJSON: clientData('webauthn.create', { origin, challenge: options.challenge }),
      attestationObject: base64url(isoCBOR.encode(attestation as never)),
      transports: ['internal'],
    };
  }

  /** Answers `navigator.credentials.get`. */
  answer({ challenge }: { challenge: string }, origin = 'http://localhost:3000'): PasskeyAnswer {
    if (this.counter > 0) this.counter += 1;
    const clientDataJSON = clientData('webauthn.get', { origin, challenge });
    const authenticatorData = this.#data(0);
    const signed = Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
    return {
      id: this.credentialId,
      clientDataJSON,
      authenticatorData: base64url(authenticatorData),
      signature: base64url(createSign('sha256').update(signed).sign(this.#key)),
      userHandle: this.userHandle,
    };
  }
}

const clientData = (type: 'webauthn.create' | 'webauthn.get', { origin, challenge }: Where) =>
  base64url(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
