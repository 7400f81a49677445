import { endpoint } from '@switchboard/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

vi.mock('./session', () => ({ accessToken: async () => 'token', renewSession: async () => 'token' }));

// Another file of this worker may have loaded it with the real session.
vi.resetModules();
const { api } = await import('./api');

const answers = {
  summary: 'A thing',
  right: 'inbox.read',
  replies: { 200: z.object({ success: z.literal(true) }) },
} as const;
const read = endpoint({ method: 'GET', path: '/api/things', ...answers });
const write = endpoint({ method: 'POST', path: '/api/things', ...answers });
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });
const tooMuch = (seconds: string) =>
  json(
    429,
    { success: false, code: 'too_many_requests', message: 'Wait.', requestId: 'r' },
    { 'retry-after': seconds },
  );
const asked = vi.fn<() => Promise<Response>>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', asked);
  asked.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('reading more than one’s share', () => {
  it('waits as long as the API asks, and then goes on', async () => {
    asked.mockResolvedValueOnce(tooMuch('3')).mockResolvedValueOnce(json(200, { success: true }));
    const answer = api.call(read);
    await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
    await vi.advanceTimersByTimeAsync(2_500);
    expect(asked).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await answer).toEqual({ success: true });
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('gives up after a while', async () => {
    asked.mockImplementation(async () => tooMuch('1'));
    const answer = api.call(read).catch((error: unknown) => error);
    await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await answer).toMatchObject({ code: 'too_many_requests' });
    expect(asked).toHaveBeenCalledTimes(5);
  });

  it('is said at once where the wait is long, and where something is to be done', async () => {
    asked.mockImplementation(async () => tooMuch('600'));
    await expect(api.call(read)).rejects.toMatchObject({ code: 'too_many_requests' });
    asked.mockImplementation(async () => tooMuch('1'));
    await expect(api.call(write)).rejects.toMatchObject({ code: 'too_many_requests' });
    expect(asked).toHaveBeenCalledTimes(2);
  });
});
