import { distance } from 'fastest-levenshtein';

/** Shorter names are too near to those of other programs. */
const shortestJudged = 6;
/** Amazon’s own tools read these. */
const isOthers = (name: string) => name.startsWith('AWS_');
/** Letters to add, leave out or put in place of another: two that changed places are two. */
const lettersAway = (setting: string) => (setting.length < 12 ? 2 : 3);

/**
 * Variables of an environment that are probably settings with a wrong name. Other programs' variables stand in the same
 * environment, so a name counts only where it is nearly that of a setting that is not set.
 *
 * @param settings the names of the settings
 * @returns a sentence for each that begins with the variable's name; no value is repeated
 */
export function misspelledSettings(
  env: Readonly<Record<string, string | undefined>>,
  settings: readonly string[],
): string[] {
  const known = new Set(settings);
  const unset = settings.filter((name) => !env[name] && name.length >= shortestJudged);
  return Object.keys(env).flatMap((name) => {
    if (known.has(name) || isOthers(name) || name.length < shortestJudged || !env[name]) return [];
    const meant = unset.find((setting) => distance(name.toUpperCase(), setting) <= lettersAway(setting));
    return meant ? [`${name} is no setting: ${meant} is meant, perhaps. Rename it, or take it out`] : [];
  });
}
