import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { createMetrics } from '../apps/api/src/platform/metrics.js';
import { root } from './command.js';
import { findProgram } from './debian.js';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const program = findProgram('promtool');
const hasPromtool = program !== undefined;
const promtool = (...args: string[]) =>
  execFileSync(program ?? 'promtool', args, { cwd: join(root, 'deploy'), encoding: 'utf8', stdio: 'pipe' });

interface Alert {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
}
interface Rules {
  groups: { name: string; rules: Alert[] }[];
}
interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string }[];
}
interface Dashboard {
  uid: string;
  panels: Panel[];
  templating: { list: { name: string }[] };
}

const alerts = (parse(read('deploy/alerts.yml')) as Rules).groups.flatMap(({ rules }) => rules);
const dashboard = JSON.parse(read('deploy/grafana-dashboard.json')) as Dashboard;
const panelExpressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

const existing = new Set((await createMetrics().registry.getMetricsAsJSON()).map(({ name }) => name));
/** Made by Prometheus itself. */
const ofPrometheus = new Set(['up']);
/** The metrics in a text, without what a histogram adds to its name. */
const metricsIn = (text: string) =>
  new Set(
    [...text.matchAll(/\b(?:switchboard|process|nodejs)_[a-z0-9_]+|\bup\b(?=\{)/g)].map(([name]) => baseOf(name)),
  );
const baseOf = (name: string) => (existing.has(name) ? name : name.replace(/_(?:bucket|count|sum)$/, ''));
const unknownIn = (text: string) =>
  [...metricsIn(text)].filter((name) => !existing.has(name) && !ofPrometheus.has(name));

/** The anchors of a page, as Markdown's renderers make them. */
const anchorsOf = (page: string) =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the page for operators', () => {
  it('explains every metric of ours, and none that there is not', () => {
    const ours = [...existing].filter((name) => name.startsWith('switchboard_'));
    const explained = [...metricsIn(read('docs/operating.md'))].filter((name) => name.startsWith('switchboard_'));
    expect(ours.length).toBeGreaterThan(30);
    expect(explained.sort()).toEqual(ours.sort());
  });
});

describe('the alerts', () => {
  it('each have a severity, a sentence, and a heading that says what to do', () => {
    const anchors = anchorsOf(read('docs/operating.md'));
    expect(alerts.length).toBeGreaterThan(25);
    for (const { alert, labels, annotations } of alerts) {
      expect(['critical', 'warning', 'info'], alert).toContain(labels.severity);
      expect(annotations.summary.length, alert).toBeGreaterThan(20);
      const [page, anchor] = annotations.runbook.split('#');
      expect([page, anchors.includes(anchor ?? '')], alert).toEqual(['docs/operating.md', true]);
    }
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });

  it('are about metrics that there are', () => {
    for (const { alert, expr } of alerts) {
      expect(unknownIn(expr), alert).toEqual([]);
      expect(metricsIn(expr).size, alert).toBeGreaterThan(0);
    }
  });

  it('each have a test of their own, in which they fire', () => {
    const tested = [...read('deploy/alerts.test.yml').matchAll(/alertname="(\w+)"/g)].map(([, name]) => name);
    expect([...new Set(tested)].sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });

  // npm test installs it, or says that it could not.
  it.skipIf(!hasPromtool)('are rules that Prometheus takes', () => {
    expect(promtool('check', 'rules', 'alerts.yml')).toContain(`${alerts.length} rules found`);
  });

  it.skipIf(!hasPromtool)('are silent while all is well, and fire each when its fault comes', () => {
    expect(promtool('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
  });
});

describe('the dashboard', () => {
  it('shows metrics that there are, and every one of ours', () => {
    for (const expr of panelExpressions) expect(unknownIn(expr), expr).toEqual([]);
    const shown = metricsIn(panelExpressions.join('\n'));
    const ours = [...existing].filter((name) => name.startsWith('switchboard_'));
    expect(ours.filter((name) => !shown.has(name))).toEqual([]);
  });

  it('has panels that do not lie on each other, and variables for whatever it asks', () => {
    const { panels, templating } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const overlaps = panels.flatMap(({ title, gridPos: a }, index) =>
      panels
        .slice(index + 1)
        .filter(({ gridPos: b }) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)
        .map((other) => [title, other.title]),
    );
    expect(overlaps).toEqual([]);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
    const variables = new Set([...templating.list.map(({ name }) => name), '__rate_interval']);
    const asked = [...panelExpressions.join('\n').matchAll(/\$(\w+)/g)].map(([, name = '']) => name);
    expect(asked.filter((name) => !variables.has(name))).toEqual([]);
  });

  it.skipIf(!hasPromtool)('asks in a way that Prometheus takes', () => {
    const rules = panelExpressions.map((expr, index) => ({
      record: `panel:${index}`,
      expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$job', 'switchboard').replaceAll('$instance', '.+'),
    }));
    const folder = mkdtempSync(join(tmpdir(), 'swb-panels-'));
    try {
      const file = join(folder, 'panels.yml');
      writeFileSync(file, stringify({ groups: [{ name: 'panels', rules }] }));
      expect(promtool('check', 'rules', file)).toContain(`${rules.length} rules found`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
