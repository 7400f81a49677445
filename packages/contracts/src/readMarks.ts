import { z } from 'zod';

/** When the customer is shown that a message was read. */
export const readMarks = ['on_open', 'on_reply', 'never'] as const;
export const readMark = z.enum(readMarks);
export type ReadMark = z.infer<typeof readMark>;
