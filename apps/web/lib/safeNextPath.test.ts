import { describe, expect, it } from 'vitest';
import { HOME_PATH, loginPath, safeNextPath } from './safeNextPath';

describe('after logging in', () => {
  it.each([
    ['/dashboard/settings', '/dashboard/settings'],
    ['/dashboard/settings?section=team#invite', '/dashboard/settings?section=team#invite'],
    ['/dashboard/../dashboard/settings', '/dashboard/settings'],
  ])('%s is opened', (next, path) => {
    expect(safeNextPath(next)).toBe(path);
  });

  it.each([
    null,
    undefined,
    '',
    'dashboard',
    'https://evil.example/dashboard',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/..//evil.example',
    '/./\\evil.example',
    'javascript:alert(1)',
    '/login?next=/login',
    '/signup',
    '/join#token',
    '/api/auth/logout',
    '/',
    `/${'a'.repeat(2001)}`,
  ])('%j leads home and nowhere else', (next) => {
    expect(safeNextPath(next)).toBe(HOME_PATH);
  });

  it('the log-in page is told where to go back to, unless that is home', () => {
    expect(loginPath('/dashboard/settings')).toBe('/login?next=%2Fdashboard%2Fsettings');
    expect(loginPath('/dashboard')).toBe('/login');
    expect(loginPath()).toBe('/login');
  });
});
