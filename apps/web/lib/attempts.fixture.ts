import type { AttemptDto } from '@switchboard/contracts';

export const attempt = (change: Partial<AttemptDto> = {}): AttemptDto => ({
  attemptId: 'att_00000001',
  flow: 'redirect',
  phase: 'working',
  startedBy: 'Ada',
  startedAt: '2026-11-22T10:00:00.000Z',
  expiresAt: '2026-11-22T10:10:00.000Z',
  finishedAt: null,
  revision: 3,
  steps: [],
  numbers: [],
  problem: null,
  canRetry: false,
  choice: null,
  reconnect: null,
  handoverId: null,
  ...change,
});
