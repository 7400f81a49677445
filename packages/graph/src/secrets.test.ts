import { describe, expect, it } from 'vitest';
import { appSecret, token, tokenProof } from '../test/graphFixture.js';
import { appSecretProof, createScrubber } from './secrets.js';

describe('the proof of the app secret', () => {
  it('is the hex HMAC that Meta computes', () => {
    expect(appSecretProof(appSecret, token)).toBe(tokenProof);
  });
});

describe('scrubbing', () => {
  it('takes secrets out, as they are and as they stand in an address', () => {
    const scrub = createScrubber(['300100|s3cret', 's3cret', '']);
    expect(scrub('300100|s3cret and 300100%7Cs3cret and s3cret.')).toBe('[secret] and [secret] and [secret].');
  });

  it('takes out tokens that it was not told about', () => {
    expect(createScrubber([])('Malformed access token EAAJZCabc123XYZ.')).toBe('Malformed access token [token].');
  });

  it('leaves everything else as Meta wrote it', () => {
    expect(createScrubber(['s3cret'])('(#100) $& Invalid parameter')).toBe('(#100) $& Invalid parameter');
  });
});
