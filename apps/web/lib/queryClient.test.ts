import { expect, it } from 'vitest';
import { ApiError } from './apiError';
import { againAfter, databaseAwayMs } from './queryClient';

it('a page asks again by itself while the database is away, and not for what is an answer', () => {
  expect(againAfter(new ApiError({ code: 'database_unavailable', status: 503 }))).toBe(databaseAwayMs);
  expect(againAfter(new ApiError({ code: 'forbidden', status: 403 }))).toBe(false);
  expect(againAfter(new ApiError({ code: 'offline' }))).toBe(false);
  expect(againAfter(null)).toBe(false);
});
