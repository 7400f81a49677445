import { describe, expect, it } from 'vitest';
import { parseUsage } from './usage.js';

describe('the usage headers', () => {
  it('are read in percent and minutes, whatever their case', () => {
    const usage = parseUsage({
      'X-App-Usage': '{"call_count":12,"total_cputime":3,"total_time":5}',
      'x-business-use-case-usage':
        '{"900100200300":[{"type":"whatsapp_business_management","call_count":100,"total_cputime":1,"total_time":2,"estimated_time_to_regain_access":19}]}',
    });
    expect(usage).toEqual([
      { subject: 'app', callCountPercent: 12, cpuTimePercent: 3, totalTimePercent: 5, minutesToRegainAccess: 0 },
      {
        subject: '900100200300:whatsapp_business_management',
        callCountPercent: 100,
        cpuTimePercent: 1,
        totalTimePercent: 2,
        minutesToRegainAccess: 19,
      },
    ]);
  });

  it.each([
    {},
    { 'x-app-usage': 'not json' },
    { 'x-app-usage': '"12"' },
    { 'x-app-usage': '{"call_count":"many"}' },
    { 'x-app-usage': ['{"call_count":1}'] },
    { 'x-business-use-case-usage': '{"900100200300":{"call_count":1}}' },
    { 'x-business-use-case-usage': '[]' },
    { 'x-business-use-case-usage': '{"900100200300":[{"call_count":1}]}' },
  ])('are ignored when they are malformed: %j', (headers) => {
    expect(parseUsage(headers)).toEqual([]);
  });

  it('are read even if the other one is malformed', () => {
    const usage = parseUsage({ 'x-app-usage': '{"call_count":7}', 'x-business-use-case-usage': '{' });
    expect(usage).toMatchObject([{ subject: 'app', callCountPercent: 7 }]);
  });
});
