import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { root } from '../command.js';

/** One stage of a Dockerfile: what is between one FROM and the next. */
export interface Stage {
  /** The image or the stage it begins with. */
  from: string;
  name: string | undefined;
  steps: Step[];
}
export interface Step {
  /** In capitals. */
  keyword: string;
  /** What stands behind it, on one line. */
  text: string;
}

export const dockerfileNames = ['api', 'web'] as const;

/** The stages of `deploy/<name>.Dockerfile`, in their order. */
export function readDockerfile(name: (typeof dockerfileNames)[number]): Stage[] {
  const dockerfile = DockerfileParser.parse(readFileSync(join(root, `deploy/${name}.Dockerfile`), 'utf8'));
  const stages: Stage[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    const keyword = instruction.getKeyword();
    // The instruction on one line, flags included.
    const text = instruction.toString().slice(keyword.length + 1);
    if (keyword === 'FROM') {
      const [from = '', , stage] = text.split(/\s+/);
      stages.push({ from, name: stage, steps: [] });
    } else stages.at(-1)?.steps.push({ keyword, text });
  }
  return stages;
}

/** The values of a stage's ENV instructions. */
export function environmentOf(stage: Stage): Record<string, string> {
  const pairs = stage.steps.flatMap(({ keyword, text }) => (keyword === 'ENV' ? text.split(/\s+/) : []));
  return Object.fromEntries(pairs.map((pair) => pair.split('=', 2) as [string, string]));
}

/** The last of a stage's instructions of this kind; '' where there is none. */
export const lastOf = (stage: Stage, keyword: string): string =>
  stage.steps.findLast((step) => step.keyword === keyword)?.text ?? '';

/** A command in exec form, which no shell reads. @throws Error when it is in another form */
export function execForm(text: string): [string, ...string[]] {
  const command: unknown = JSON.parse(text);
  if (!Array.isArray(command) || command.length === 0 || !command.every((part) => typeof part === 'string')) {
    throw new Error(`This is not in exec form: ${text}`);
  }
  return command as [string, ...string[]];
}
