import { describe, expect, it } from 'vitest';
import { signupRequest } from './auth.js';

const judgePassword = (password: string) =>
  signupRequest.safeParse({ name: 'Olive', email: 'olive@example.test', accountName: 'Olive’s', password });

describe('a new password', () => {
  it('may be long, and of any characters, and stays as it was typed', () => {
    for (const password of ['violet '.repeat(10), 'ж'.repeat(64), '0'.repeat(64), ' Two  Blanks ', 'x'.repeat(200)]) {
      expect(judgePassword(password).data?.password).toBe(password);
    }
  });

  it('has ten characters at least, and an end', () => {
    expect(judgePassword('nine-char').success).toBe(false);
    expect(judgePassword('x'.repeat(201)).success).toBe(false);
  });
});
