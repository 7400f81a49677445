const columns = [60, 140, 220, 300, 380, 460, 540, 620];
const rows = [70, 160, 250];
const cords = [
  'M60 70 C 60 210, 220 60, 220 250',
  'M300 160 C 300 270, 540 110, 540 250',
  'M620 70 C 620 190, 460 20, 460 160',
];
const plugs: Array<[number, number]> = [
  [60, 70],
  [220, 250],
  [300, 160],
  [540, 250],
  [620, 70],
  [460, 160],
];

export function PatchPanel({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 680 900"
      preserveAspectRatio="xMidYMin slice"
      fill="none"
      aria-hidden="true"
      className={className}
    >
      <g transform="translate(0 60)">
        {rows.map((y) =>
          columns.map((x) => (
            <circle key={`${x}-${y}`} cx={x} cy={y} r="9" stroke="var(--line)" strokeWidth="3" fill="var(--surface)" />
          )),
        )}
        {cords.map((d) => (
          <path key={d} d={d} stroke="var(--accent)" strokeWidth="5" strokeLinecap="round" opacity="0.85" />
        ))}
        {plugs.map(([x, y]) => (
          <g key={`${x}-${y}`}>
            <circle cx={x} cy={y} r="14" fill="var(--accent)" />
            <circle cx={x} cy={y} r="5" fill="var(--on-accent)" />
          </g>
        ))}
      </g>
    </svg>
  );
}
