import { Fragment, type ReactNode } from 'react';

/** Draws the parts of a message. They never change their order, so the index is a stable key. */
export const drawInOrder = <Part,>(parts: readonly Part[], draw: (part: Part, index: number) => ReactNode) =>
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  parts.map((part, index) => <Fragment key={index}>{draw(part, index)}</Fragment>);
