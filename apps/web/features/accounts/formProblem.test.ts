import { describe, expect, it } from 'vitest';
import { ApiError } from '@/lib/apiError';
import { formProblem } from './formProblem';

const fields = { email_taken: 'email', weak_password: 'password' } as const;

describe('a form that was refused', () => {
  it('shows the words at the field they are about', () => {
    const problem = formProblem(new ApiError({ code: 'email_taken', message: 'Taken.' }), fields);
    expect(problem).toEqual({ field: 'email', message: 'Taken.' });
  });

  it('shows everything else above the form', () => {
    expect(formProblem(new ApiError({ code: 'offline' }), fields)).toMatchObject({
      field: null,
      error: { code: 'offline' },
    });
    expect(formProblem(new Error('boom'), fields)).toMatchObject({ field: null, error: { code: 'internal' } });
  });
});
