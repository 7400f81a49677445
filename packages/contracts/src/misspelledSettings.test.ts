import { describe, expect, it } from 'vitest';
import { misspelledSettings } from './misspelledSettings.js';

const settings = ['PORT', 'REDIS_URL', 'TRUSTED_PROXIES', 'JWT_SECRET', 'JWT_SECRET_FILE', 'META_APP_ID'];
const namedIn = (env: Record<string, string | undefined>) =>
  misspelledSettings(env, settings).map((sentence) => sentence.split(' ', 1)[0]);

describe('a name in the environment', () => {
  it.each([
    ['TRUSTED_PROXY', 'another ending'],
    ['TRUSTED_PROXEIS', 'two letters that changed places'],
    ['TRUSTEDPROXIES', 'one letter missing'],
    ['REDIS_URI', 'another letter'],
    ['META_APPID', 'one letter missing'],
    ['META_APP_IDS', 'one letter too many'],
    ['jwt_secret', 'small letters'],
    ['JWT_SECRETS_FILE', 'one letter too many, in a name for a file'],
  ])('%s is no setting, and nearly one: %s', (name) => {
    expect(namedIn({ [name]: 'value-7391' })).toEqual([name]);
  });

  it('is named with the setting that is meant, and nothing of its value', () => {
    expect(misspelledSettings({ REDIS_URI: 'redis://:pass-7391@here' }, settings)).toEqual([
      'REDIS_URI is no setting: REDIS_URL is meant, perhaps. Rename it, or take it out',
    ]);
  });

  it('is another program’s where the setting is set as well, or it is not near', () => {
    expect(namedIn({ REDIS_URI: 'x', REDIS_URL: 'redis://here' })).toEqual([]);
    expect(namedIn({ PATH: '/bin', HOME: '/root', PORTS: '1', META_PIXEL: '7', REDIS_PASSWORD: 'x' })).toEqual([]);
  });

  it('is Amazon’s where it begins like that', () => {
    expect(misspelledSettings({ AWS_ACCESS_KEY_ID: 'x' }, ['S3_ACCESS_KEY_ID'])).toEqual([]);
  });

  it('does not count while it is empty, and a setting is never another one', () => {
    expect(namedIn({ REDIS_URI: '', META_APP_ID: '1' })).toEqual([]);
  });
});
