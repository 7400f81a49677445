import { Gauge, type Registry } from 'prom-client';

type Registers = Registry[];

/** These gauges are read when scraped: projecting that hangs would set no new value. @returns what takes their source. */
export function registerProjectionGauges(registers: Registers) {
  let read = () => ({ lagSeconds: 0, sinceRoundSeconds: 0 });
  new Gauge({
    name: 'switchboard_projection_lag_seconds',
    help: 'Age of the oldest delivery that this process has to project and has not projected yet',
    registers,
    collect() {
      this.set(read().lagSeconds);
    },
  });
  new Gauge({
    name: 'switchboard_projection_round_age_seconds',
    help: 'Seconds since this process last projected a round of deliveries as a whole, or started',
    registers,
    collect() {
      this.set(read().sinceRoundSeconds);
    },
  });
  return (figures: typeof read): void => {
    read = figures;
  };
}

/** Read when scraped: a business that is asked nothing any more would keep its last value. @returns what takes its source. */
export function registerUsageGauge(registers: Registers) {
  let read = () => ({ app: 0, business: 0 });
  new Gauge({
    name: 'switchboard_graph_usage_percent',
    // A business's own name is no label: it is an id of a customer.
    help: "Percent used of Meta's call limit, the highest of its three counters: of the app, and of the business that uses most",
    labelNames: ['subject'],
    registers,
    collect() {
      for (const [subject, percent] of Object.entries(read())) this.set({ subject }, percent);
    },
  });
  return (figures: typeof read): void => {
    read = figures;
  };
}
