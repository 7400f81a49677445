import type { PasskeyOptionsReply } from '@switchboard/contracts';
import type { Response } from 'express';

export function toPasskeyOptionsReply(res: Response, options: { challenge: string }): PasskeyOptionsReply {
  res.setHeader('Cache-Control', 'no-store');
  return { success: true, options: { ...options } };
}
