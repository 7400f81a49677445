import { describe, expect, it } from 'vitest';
import { outboundHosts } from './outbound.js';

const settings = {
  META_GRAPH_URL: 'https://graph.facebook.com',
  API_PUBLIC_URL: 'https://api.test',
  MONGODB_URI: 'mongodb://me:secret-7391@one.db.test:27017,two.db.test/x?tls=true',
};
const hostsFor = (purpose: string, more: object = {}) =>
  outboundHosts({ ...settings, ...more }).find((entry) => entry.purpose === purpose)?.hosts;

describe('what the API may reach', () => {
  it('is what is set, and two short lists of Meta’s', () => {
    const all = {
      ...settings,
      REDIS_URL: 'rediss://:secret-7391@redis.test',
      SMTP_URL: 'smtps://mail.test:465',
      CLAMD_URL: 'unix:/run/clamd.ctl',
      LOG_SHIP_URL: 'tls://logs.test:6514',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.test:4318',
      S3_ENDPOINT: 'https://s3.test',
      S3_BUCKET: 'files',
    };
    expect(Object.fromEntries(outboundHosts(all).map(({ purpose, hosts }) => [purpose, hosts]))).toEqual({
      database: ['one.db.test', 'two.db.test'],
      redis: ['redis.test'],
      mail: ['mail.test'],
      'virus scanner': ['/run/clamd.ctl'],
      log: ['logs.test'],
      traces: ['otel.test'],
      'object storage': ['s3.test'],
      graph: ['graph.facebook.com'],
      'files of messages': ['lookaside.fbsbx.com', '*.fbcdn.net', '*.whatsapp.net', '*.facebook.com'],
      'pictures of advertisements': ['*.fbcdn.net', '*.fbsbx.com', '*.cdninstagram.com'],
      'own public address': ['api.test'],
    });
    expect(JSON.stringify(outboundHosts(all))).not.toContain('secret-7391');
  });

  it('is the domain of a database that DNS lists, and a socket by its path', () => {
    expect(hostsFor('database', { MONGODB_URI: 'mongodb+srv://db.cluster.test/x' })).toEqual([
      'db.cluster.test',
      '*.cluster.test',
    ]);
    expect(hostsFor('database', { MONGODB_URI: 'mongodb://%2Frun%2Fmongo.sock/x' })).toEqual(['/run/mongo.sock']);
    expect(hostsFor('redis')).toBeUndefined();
    const storage = { S3_ENDPOINT: 'https://s3.test', S3_BUCKET: 'files', S3_ADDRESSING: 'host' };
    expect(hostsFor('object storage', storage)).toEqual(['files.s3.test']);
  });
});
