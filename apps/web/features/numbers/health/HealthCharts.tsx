'use client';

import type { ReactElement, ReactNode } from 'react';
import {
  Bar,
  BarChart,
  CartesianGrid,
  type DotItemDotProps,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { type ChartDay, endsLine, limitTick, limitTicks, qualityTick } from './healthView';

const axis = {
  stroke: 'var(--line)',
  tick: { fill: 'var(--muted)', fontSize: 11 },
  tickLine: false,
} as const;
const tooltip = {
  contentStyle: {
    background: 'var(--surface)',
    border: '1px solid var(--line)',
    borderRadius: '0.625rem',
    boxShadow: 'var(--shadow-lifted)',
    fontSize: '0.8125rem',
    color: 'var(--ink)',
  },
  cursor: { fill: 'var(--sunken)', stroke: 'var(--line)' },
  isAnimationActive: false,
} as const;
/** Screen readers get the table instead. */
const drawn = { accessibilityLayer: false, margin: { top: 6, right: 8, bottom: 0, left: 0 } } as const;

/** Each chart has one width, so that days are aligned. */
const scale = { width: 60, interval: 0, axisLine: false } as const;

function Panel({ title, legend, children }: { title: string; legend?: ReactNode; children: ReactElement }) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 font-medium text-ink text-sm">
        {title}
        {legend}
      </figcaption>
      <div className="h-44">
        <ResponsiveContainer width="100%" height="100%">
          {children}
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

function Key({ color, children }: { color: string; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className="size-2.5 rounded-[3px]" style={{ background: color }} />
      {children}
    </span>
  );
}

/** Messages, failures, quality and limit by day. Hidden from screen readers, who get the table. */
export default function HealthCharts({ days }: { days: readonly ChartDay[] }) {
  const data = [...days];
  const ticks = limitTicks(days);
  const dayAxis = <XAxis dataKey="label" minTickGap={28} {...axis} />;
  const grid = <CartesianGrid vertical={false} stroke="var(--line)" strokeDasharray="3 4" />;
  return (
    <div aria-hidden="true" data-testid="health-charts">
      <div className="grid gap-6 sm:grid-cols-2">
        <Panel
          title="Messages a day"
          legend={
            <span className="flex gap-4 font-normal text-muted text-xs">
              <Key color="var(--accent)">Received</Key>
              <Key color="var(--idle)">Sent</Key>
            </span>
          }
        >
          <BarChart data={data} barGap={1} {...drawn}>
            {grid}
            {dayAxis}
            <YAxis allowDecimals={false} {...axis} {...scale} />
            <Tooltip {...tooltip} />
            <Bar
              dataKey="received"
              name="Received"
              fill="var(--accent)"
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
            <Bar dataKey="sent" name="Sent" fill="var(--idle)" radius={[3, 3, 0, 0]} isAnimationActive={false} />
          </BarChart>
        </Panel>
        <Panel title="Messages that were not delivered">
          <BarChart data={data} {...drawn}>
            {grid}
            {dayAxis}
            <YAxis allowDecimals={false} {...axis} {...scale} />
            <Tooltip {...tooltip} />
            <Bar dataKey="failed" name="Failed" fill="var(--bad)" radius={[3, 3, 0, 0]} isAnimationActive={false} />
          </BarChart>
        </Panel>
        <Panel title="Quality">
          <LineChart data={data} {...drawn}>
            {grid}
            {dayAxis}
            <YAxis domain={[0.5, 3.5]} ticks={[1, 2, 3]} tickFormatter={qualityTick} {...axis} {...scale} />
            <Tooltip {...tooltip} formatter={(rank) => qualityTick(Number(rank))} />
            <Line {...makeStep(days, 'quality')} name="Quality" stroke="var(--good)" />
          </LineChart>
        </Panel>
        <Panel title="New customers a day, at most">
          <LineChart data={data} {...drawn}>
            {grid}
            {dayAxis}
            <YAxis
              domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
              ticks={ticks}
              tickFormatter={limitTick}
              {...axis}
              {...scale}
            />
            <Tooltip {...tooltip} formatter={(rank) => limitTick(Number(rank))} />
            <Line {...makeStep(days, 'limit')} name="Limit" stroke="var(--accent)" />
          </LineChart>
        </Panel>
      </div>
    </div>
  );
}

/** A value that holds until it changes, with a dot at the end. */
const makeStep = (days: readonly ChartDay[], field: 'quality' | 'limit') => ({
  dataKey: field,
  type: 'stepAfter' as const,
  strokeWidth: 2.5,
  connectNulls: false,
  isAnimationActive: false,
  dot: ({ cx, cy, index, stroke }: DotItemDotProps) =>
    endsLine(days, index, field) ? <circle key={index} cx={cx} cy={cy} r={3.5} fill={stroke} /> : <g key={index} />,
});
