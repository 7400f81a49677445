import type { AuditService } from '../../accounts/audit.service.js';
import type { FileScanner } from '../../platform/clamd.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import type { MediaRecord } from './media.model.js';
import type { MediaStore } from './mediaStore.js';

export interface MediaScanDeps {
  store: MediaStore;
  audit: Pick<AuditService, 'record'>;
  scanner?: FileScanner | undefined;
  logger: Logger;
  metrics: Metrics;
}

export type Scanned = 'clean' | 'infected' | 'unscanned';

/** Has files searched before anybody may have them. */
export function createMediaScan({ store, audit, scanner, logger, metrics }: MediaScanDeps) {
  async function holdBack({ _id, accountId, uploadedBy, phoneNumberId, fileId }: MediaRecord, signature: string) {
    const whose = uploadedBy === undefined ? 'A file of a customer' : 'A file that was to be sent';
    await audit.record({
      accountId,
      phoneNumberId,
      userId: uploadedBy,
      key: _id,
      action: 'file.held_back',
      text: `${whose} was held back and removed: the virus scanner found ${signature}.`,
    });
    // After a crash in between it is found once more.
    if (fileId) await store.remove(fileId);
  }

  return async function scan(record: MediaRecord): Promise<Scanned> {
    if (!scanner || !record.fileId) return 'clean';
    const verdict = await scanner.scan(await store.open(record.fileId));
    metrics.filesScanned.inc({ result: verdict.kind });
    if (verdict.kind === 'clean') return 'clean';
    if (verdict.kind === 'unavailable') {
      logger.warn({ mediaId: record._id, reason: verdict.reason }, 'a file could not be searched for viruses');
      return 'unscanned';
    }
    await holdBack(record, verdict.signature);
    return 'infected';
  };
}
export type MediaScan = ReturnType<typeof createMediaScan>;
