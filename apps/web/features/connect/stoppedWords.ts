import { findCancelStepEntry, type ProblemDto } from '@switchboard/contracts';

interface StoppedWords {
  title: string;
  message: string;
}

const textIn = (details: ProblemDto['details'], name: string): string | null => {
  const value = details?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/**
 * Describes a signup window that was left or that failed: at which screen, or with which error of Meta's.
 * @returns Null where the problem says neither.
 */
export function stoppedWords(problem: ProblemDto | null | undefined): StoppedWords | null {
  if (problem?.code === 'connect_closed') {
    const step = textIn(problem.details, 'step');
    if (step === null) return null;
    const entry = findCancelStepEntry(step);
    // A screen without words of ours is named as Meta names it.
    if (!entry) return { title: 'Meta’s window was closed', message: `You stopped at “${step}”. ${problem.message}` };
    return { title: entry.title, message: `You stopped at ${entry.screen}. ${entry.what} ${entry.press ?? ''}`.trim() };
  }
  if (problem?.code === 'signup_error') {
    const said = textIn(problem.details, 'errorMessage');
    if (said === null) return null;
    return {
      title: 'Meta’s window reported a problem',
      message: `Meta says: “${said}” Nothing was connected or changed.`,
    };
  }
  return null;
}

/** The session of Meta's window, which Meta's support asks for. */
export const readMetaSession = (problem: ProblemDto | null | undefined): string | null =>
  textIn(problem?.details, 'metaSessionId');
