import type { FunnelReply } from '@switchboard/contracts';

export interface FunnelStage {
  name: string;
  count: number;
  /** From 0 to 1, of those started. */
  share: number;
}

/** How many attempts came how far. A partly connected one counts as connected. */
export function funnelStages(funnel: FunnelReply): FunnelStage[] {
  const { started, cameBack, exchanged, connected, partial } = funnel;
  return [
    { name: 'Started', count: started },
    { name: 'Came back from Meta', count: cameBack },
    { name: 'Code exchanged', count: exchanged },
    { name: 'Connected, wholly or partly', count: connected + partial },
    { name: 'Connected wholly', count: connected },
  ].map((stage) => ({ ...stage, share: started === 0 ? 0 : stage.count / started }));
}

/** "64 %"; never rounded up to all or down to none. */
export function percentWords(share: number): string {
  if (share > 0 && share < 0.01) return 'under 1 %';
  if (share < 1 && share > 0.99) return 'over 99 %';
  return `${Math.round(share * 100)} %`;
}
