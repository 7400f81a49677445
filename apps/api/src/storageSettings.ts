import { z } from 'zod';
import type { ObjectStorageSettings } from './platform/objectStorage.js';
import { emptyAsAbsent, origin } from './settingShapes.js';
import { apiSettings } from './settings.js';

const printable = z.string().regex(/^[\x21-\x7e]{1,256}$/, 'must be printable, without spaces');

/** The settings of where files lie. */
export const storageShape = {
  /** Where new files go. They are read from wherever they lie. */
  MEDIA_STORAGE: emptyAsAbsent(z.enum(['database', 's3']).default(apiSettings.MEDIA_STORAGE)),
  S3_ENDPOINT: emptyAsAbsent(
    origin
      .refine((address) => address === new URL(address).origin, 'must be an address without a user and a path')
      .optional(),
  ),
  S3_REGION: emptyAsAbsent(
    z
      .string()
      .regex(/^[a-z\d-]{1,60}$/, 'must be a region such as eu-central-1')
      .default(apiSettings.S3_REGION),
  ),
  S3_BUCKET: emptyAsAbsent(
    z
      .string()
      .regex(/^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/, 'must be the name of a bucket')
      .optional(),
  ),
  /** Goes before every name. An installation has one of its own, as it removes from there what it does not know. */
  S3_PREFIX: emptyAsAbsent(
    z
      .string()
      .regex(/^[\w-]{1,60}(?:\/[\w-]{1,60}){0,4}$/, 'must be letters, digits, - and _, with / between them')
      .default(apiSettings.S3_PREFIX),
  ),
  S3_ADDRESSING: emptyAsAbsent(z.enum(['path', 'host']).default(apiSettings.S3_ADDRESSING)),
  /** Whether browsers send files to the API, or to the bucket, which has to allow FRONTEND_URL to. */
  S3_UPLOADS: emptyAsAbsent(z.enum(['api', 'browser']).default(apiSettings.S3_UPLOADS)),
  S3_ACCESS_KEY_ID: emptyAsAbsent(printable.optional()),
  S3_SECRET_ACCESS_KEY: emptyAsAbsent(printable.optional()),
};

const storageSettings = z.object(storageShape);
export type StorageSettings = Readonly<z.output<typeof storageSettings>>;

const needed = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;

/** Object storage is set up as a whole, or not at all. @returns the names of settings that are missing. */
export function listMissing(settings: StorageSettings): string[] {
  const missing = needed.filter((name) => settings[name] === undefined);
  const isUsed = settings.MEDIA_STORAGE === 's3' || settings.S3_UPLOADS === 'browser';
  return isUsed || missing.length < needed.length ? missing : [];
}

/** Undefined where none is set up. */
export function objectStorageIn(settings: StorageSettings): ObjectStorageSettings | undefined {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region, S3_ADDRESSING } = settings;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) return undefined;
  const prefix = `${settings.S3_PREFIX}/`;
  return { endpoint, region, bucket, prefix, isPathStyle: S3_ADDRESSING === 'path', accessKeyId, secretAccessKey };
}
