import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';

export interface GuessQuestion {
  password: string;
  about: readonly string[];
}

const estimator = new ZxcvbnFactory({
  dictionary: { ...common.dictionary },
  graphs: common.adjacencyGraphs,
});

/** zxcvbn's score: 0 and 1 are what an attack over the network finds. */
export default function scoreGuess({ password, about }: GuessQuestion): number {
  return estimator.check(password, [...about]).score;
}
