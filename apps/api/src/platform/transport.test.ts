import { describe, expect, it } from 'vitest';
import { plaintextIn, type ServiceAddresses, transportProblems } from './transport.js';

const local: ServiceAddresses = { MONGODB_URI: 'mongodb://localhost:27017/switchboard' };
const own = 'mongodb://me:secret-7391@db.test/switchboard';
/** What is wrong, each in its first words. */
const problems = (addresses: Partial<ServiceAddresses>, allowed: Parameters<typeof transportProblems>[1] = []) =>
  transportProblems({ ...local, ...addresses }, allowed).map(
    ({ setting, message }) => `${setting} ${message.split(' ', 1)[0]}`,
  );

describe('in production, a connection', () => {
  it.each<[keyof ServiceAddresses, string]>([
    ['MONGODB_URI', 'mongodb://127.0.0.1:27017,127.1.2.3,localhost/switchboard'],
    ['MONGODB_URI', 'mongodb://[::1]:27017/switchboard'],
    ['MONGODB_URI', 'mongodb://%2Frun%2Fmongodb.sock/switchboard'],
    ['MONGODB_URI', `${own}?tls=true`],
    ['MONGODB_URI', `${own}?ssl=true`],
    ['MONGODB_URI', 'mongodb+srv://me:secret-7391@db.test/switchboard'],
    ['MONGODB_URI', 'mongodb://db.test/switchboard?tls=true&authMechanism=MONGODB-X509&tlsCertificateKeyFile=/run/x'],
    ['REDIS_URL', 'redis://localhost:6379'],
    ['REDIS_URL', 'redis://[::1]:6379'],
    ['REDIS_URL', 'rediss://me:secret-7391@redis.test'],
    ['SMTP_URL', 'smtp://127.0.0.1:25'],
    ['CLAMD_URL', 'unix:/run/clamav/clamd.ctl'],
    ['CLAMD_URL', 'tcp://127.0.0.1:3310'],
    ['CLAMD_URL', 'tls://scanner.test:3310'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://otel.test:4318'],
    ['S3_ENDPOINT', 'https://s3.test'],
    ['S3_ENDPOINT', 'http://127.0.0.1:9000'],
    ['SMTP_URL', 'smtps://mail.test'],
    ['SMTP_URL', 'smtp://me:secret-7391@mail.test:587?requireTLS=true'],
  ])('is fine where nobody listens in: %s %s', (setting, address) => {
    expect(problems({ [setting]: address })).toEqual([]);
  });

  it.each<[keyof ServiceAddresses, string, string]>([
    ['MONGODB_URI', own, 'leads'],
    ['MONGODB_URI', `${own}?tls=false`, 'leads'],
    ['MONGODB_URI', 'mongodb+srv://me:secret-7391@db.test/switchboard?tls=false', 'leads'],
    ['MONGODB_URI', 'mongodb://me:secret-7391@localhost,db.test/switchboard', 'leads'],
    ['MONGODB_URI', 'mongodb://me:secret-7391@127.0.0.1.test/switchboard', 'leads'],
    ['REDIS_URL', 'redis://me:secret-7391@redis.test', 'leads'],
    ['SMTP_URL', 'smtp://me:secret-7391@mail.test:587', 'leads'],
    ['SMTP_URL', 'smtp://me:secret-7391@mail.test:587?requireTLS=false', 'leads'],
    ['MONGODB_URI', `${own}?tls=true&tlsAllowInvalidCertificates=true`, 'switches'],
    ['MONGODB_URI', `${own}?tls=true&tlsallowinvalidhostnames=true`, 'switches'],
    ['MONGODB_URI', `${own}?tls=true&tlsInsecure=true`, 'switches'],
    ['SMTP_URL', 'smtps://mail.test?tls.rejectUnauthorized=false', 'switches'],
    ['SMTP_URL', 'smtps://mail.test?secure=false', 'switches'],
    ['CLAMD_URL', 'tcp://scanner.test:3310', 'leads'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://otel.test:4318', 'leads'],
    ['S3_ENDPOINT', 'http://s3.test', 'leads'],
    ['MONGODB_URI', 'mongodb+srv://db.test/switchboard', 'names'],
    ['REDIS_URL', 'rediss://redis.test', 'names'],
  ])('is refused: %s %s %s …', (setting, address, problem) => {
    expect(problems({ [setting]: address })).toEqual([`${setting} ${problem}`]);
    const [sentence] = transportProblems({ ...local, [setting]: address }, []);
    expect(sentence?.message).not.toContain('secret-7391');
  });

  it('may do without TLS where the operator names it, and that alone', () => {
    const all = { MONGODB_URI: own, REDIS_URL: 'redis://:x@redis.test', SMTP_URL: 'smtp://mail.test' };
    expect(problems(all)).toEqual(['MONGODB_URI leads', 'REDIS_URL leads', 'SMTP_URL leads']);
    expect(problems(all, ['redis'])).toEqual(['MONGODB_URI leads', 'SMTP_URL leads']);
    expect(problems(all, ['mongodb', 'redis', 'smtp'])).toEqual([]);
    expect(problems({ MONGODB_URI: 'mongodb://db.test/x' }, ['mongodb'])).toEqual(['MONGODB_URI names']);
    expect(plaintextIn({ ...all, SMTP_URL: 'smtps://mail.test' })).toEqual(['mongodb', 'redis']);
    expect(plaintextIn(local)).toEqual([]);
  });
});
