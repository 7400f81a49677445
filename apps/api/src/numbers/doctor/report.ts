import { type DoctorFinding, type DoctorReport, doctorChecks, type NumberDto } from '@switchboard/contracts';
import type { PhoneNumberRecord } from '../phoneNumber.model.js';
import { checkCosts } from './appChecks.js';
import { type Diagnoses, diagnosis } from './finding.js';
import type { MetaFindings } from './metaRounds.js';
import type { OwnDiagnoses } from './ownExamination.js';
import { reportText } from './reportText.js';
import { checkResponders } from './responderCheck.js';

const lastOne = 'The last one';

export interface RunFindings {
  atMeta: MetaFindings;
  own: OwnDiagnoses;
  phoneNumbers: readonly NumberDto[];
  startedAt: Date;
  durationMs: number;
}

/** The report of one number. Pure. @returns null where the number was not examined. */
export function toReport(record: PhoneNumberRecord, run: RunFindings): DoctorReport | null {
  const atMeta = run.atMeta.byId.get(record.phoneNumberId);
  if (!atMeta) return null;
  const number = run.phoneNumbers.find((one) => one.phoneNumberId === record.phoneNumberId && one.isActive);
  const all: Diagnoses = {
    ...atMeta,
    ...run.own,
    ...toOccurrences(number),
    costs: { diagnosis: checkCosts(number?.billing), durationMs: run.atMeta.costsMs },
    responders: { diagnosis: checkResponders(record), durationMs: 0 },
  };
  const report = {
    phoneNumberId: record.phoneNumberId,
    displayPhone: record.displayPhone,
    startedAt: run.startedAt.toISOString(),
    durationMs: run.durationMs,
    findings: doctorChecks.map((check): DoctorFinding => {
      const { diagnosis: found, durationMs } = all[check];
      return { check, ...found, durationMs };
    }),
  };
  return { ...report, text: reportText(report) };
}

function toOccurrences(number: NumberDto | undefined): Pick<Diagnoses, 'inbound' | 'outbound'> {
  const ofRung = (rung: 'heard' | 'sendable') => {
    const found = number?.ladder.find((one) => one.rung === rung);
    const { verdict = 'unknown', evidence = 'The number was disconnected meanwhile.', at, next, fix } = found ?? {};
    const when = at && verdict === 'good' ? ` ${lastOne}: ${at.slice(0, 16).replace('T', ' ')} UTC.` : '';
    const rest = { next: next ?? null, fix: fix ?? null, turn: verdict === 'good' ? null : ('you' as const) };
    return { diagnosis: diagnosis(verdict, `${evidence}${when}`, rest), durationMs: 0 };
  };
  return { inbound: ofRung('heard'), outbound: ofRung('sendable') };
}
