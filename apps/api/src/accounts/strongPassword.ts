import { AppError } from '../platform/errors.js';
import { isCommonPassword } from './commonPasswords.js';
import { isGuessable } from './guessability.js';

/** @param about what an attacker knows of the person. @throws AppError `weak_password`, `server_busy` */
export async function requireStrongPassword(password: string, about: readonly string[]): Promise<void> {
  if (isCommonPassword(password)) {
    const message = 'This password is in a list of stolen ones, which attackers try first. Choose another one.';
    throw new AppError('weak_password', { message, details: { issues: [{ path: 'password', message }] } });
  }
  if (await isGuessable(password, about)) {
    throw new AppError('weak_password', {
      details: { issues: [{ path: 'password', message: 'This password is too easy to guess' }] },
    });
  }
}
