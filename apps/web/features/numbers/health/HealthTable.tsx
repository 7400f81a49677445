import type { HealthPoint } from '@switchboard/contracts';
import { dayLabel, tableValue } from './healthView';

const columns = ['Day', 'Received', 'Sent', 'Delivered', 'Failed', 'Quality', 'Limit', 'Name', 'Number'] as const;

export function HealthTable({ days, phone }: { days: readonly HealthPoint[]; phone: string }) {
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer rounded-sm text-muted hover:text-ink">The same as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by the keyboard */}
      <section className="mt-3 overflow-x-auto" tabIndex={0} aria-label={`Days of ${phone}`}>
        <table className="num w-full text-left text-xs">
          <thead>
            <tr className="border-line border-b text-muted">
              {columns.map((name) => (
                <th key={name} scope="col" className="whitespace-nowrap py-1.5 pr-4 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {days.toReversed().map((day) => (
              <tr key={day.day} className="text-ink [&>td]:whitespace-nowrap [&>td]:py-1.5 [&>td]:pr-4">
                <th scope="row" className="whitespace-nowrap py-1.5 pr-4 font-normal">
                  {dayLabel(day.day)}
                </th>
                <td>{day.received}</td>
                <td>{day.sent}</td>
                <td>{day.delivered}</td>
                <td>{day.failed}</td>
                <td>{tableValue(day.quality)}</td>
                <td>{tableValue(day.messagingLimit)}</td>
                <td>{tableValue(day.nameStatus)}</td>
                <td>{tableValue(day.numberStatus)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
