import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.js';

describe('the figures of two apps in one process', () => {
  it('count apart what each app does', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.rateLimited.inc({ limit: 'login' });
    expect(await one.registry.metrics()).toContain('switchboard_rate_limited_total{limit="login"} 1');
    expect(await other.registry.metrics()).not.toContain('switchboard_rate_limited_total{limit="login"}');
  });

  it('both show the process, which is watched once', async () => {
    const [one, other] = [createMetrics().registry, createMetrics().registry];
    for (const name of ['process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds', 'nodejs_gc_duration_seconds']) {
      expect(await other.metrics()).toContain(`# HELP ${name} `);
      expect(other.getSingleMetric(name), name).toBe(one.getSingleMetric(name));
    }
  });
});
