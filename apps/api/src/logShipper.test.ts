import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeCertificate, type TestCertificate } from '../test/certificates.js';
import { eventually } from '../test/eventually.js';
import { startLogCollector } from '../test/logCollector.js';
import { createLogShipper } from './platform/logShipper.js';

let certificate: TestCertificate;
beforeAll(async () => {
  certificate = await makeCertificate();
});
afterAll(() => certificate.remove());

const line = (number: number, size = 0) => `${JSON.stringify({ number, text: 'x'.repeat(size) })}\n`;
/** A shipper that trusts the collector, and what it reports. */
function ship(url: string, more = { ca: certificate.cert }) {
  const reports: string[] = [];
  const shipper = createLogShipper(url, (event, letGo) => reports.push(`${event} ${letGo}`), more);
  onTestFinished(() => shipper.end(0));
  return { shipper, reports };
}

describe('the lines of the log', () => {
  it('are kept while the other system is away, and sent in their order when it comes', async () => {
    const before = await startLogCollector(certificate);
    await before.stop();
    const { shipper, reports } = ship(before.url);
    for (let number = 0; number < 100; number += 1) shipper.write(line(number));
    await eventually(() => expect(reports).toEqual(['away 0']));
    const collector = await startLogCollector(certificate, before.port);
    onTestFinished(() => collector.stop());
    await eventually(() => expect(collector.lines()).toHaveLength(100));
    expect(collector.lines().map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(reports).toEqual(['away 0', 'connected 0']);
  });

  it('give way to newer ones where too many wait, and it is said how many', async () => {
    const before = await startLogCollector(certificate);
    await before.stop();
    const { shipper, reports } = ship(before.url);
    for (let number = 0; number < 12; number += 1) shipper.write(line(number, 1024 * 1024));
    const collector = await startLogCollector(certificate, before.port);
    onTestFinished(() => collector.stop());
    await eventually(() => expect(collector.lines().at(-1)?.number).toBe(11));
    expect(reports.at(-1)).toBe('connected 5');
    expect(collector.lines()[0]?.number).toBe(5);
  });

  it('go to nobody whose certificate is not trusted', async () => {
    const collector = await startLogCollector(certificate);
    onTestFinished(() => collector.stop());
    const { shipper, reports } = ship(collector.url, {} as never);
    shipper.write(line(1));
    await eventually(() => expect(reports).toEqual(['away 0']));
    expect(collector.lines()).toEqual([]);
  });

  it('that wait are sent before the end', async () => {
    const collector = await startLogCollector(certificate);
    onTestFinished(() => collector.stop());
    const { shipper, reports } = ship(collector.url);
    await eventually(() => expect(reports).toEqual(['connected 0']));
    shipper.write(line(1));
    await shipper.end(60_000);
    await eventually(() => expect(collector.lines()).toHaveLength(1));
  });
});
