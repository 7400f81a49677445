import type { Logger } from './logger.js';
import type { ObjectStorage, ObjectStorageSettings } from './objectStorage.js';

/** Loads Amazon's library, which installations without object storage do not need in memory. */
export async function openObjectStorage(settings: ObjectStorageSettings, logger: Logger): Promise<ObjectStorage> {
  const { openS3 } = await import('./s3Storage.js');
  return openS3(settings, logger);
}
