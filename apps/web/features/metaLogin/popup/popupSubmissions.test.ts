import type { AttemptDto } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { forgetSubmission, keepSubmission, takeSubmission } from './popupSubmissions';

const attempt = { attemptId: 'att_1' } as AttemptDto;

describe('what a popup ended with', () => {
  it('is sent at once, and its answer is there for the page that asks', async () => {
    let sent = 0;
    keepSubmission('att_1', async () => {
      sent += 1;
      return attempt;
    });
    expect(sent).toBe(1);
    expect(await takeSubmission('att_1')?.()).toBe(attempt);
    expect(sent).toBe(1);
  });

  it('can be sent again when the answer got lost', async () => {
    let sent = 0;
    keepSubmission('att_2', async () => {
      sent += 1;
      if (sent === 1) throw new Error('offline');
      return attempt;
    });
    await expect(takeSubmission('att_2')?.()).rejects.toThrow('offline');
    expect(await takeSubmission('att_2')?.()).toBe(attempt);
  });

  it('is forgotten with the end of the attempt', () => {
    keepSubmission('att_3', async () => attempt);
    forgetSubmission('att_3');
    expect(takeSubmission('att_3')).toBeNull();
  });
});
