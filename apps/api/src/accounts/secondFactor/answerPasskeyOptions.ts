import { passkeyOptionsReply } from '@switchboard/contracts';
import type { Response } from 'express';

export function answerPasskeyOptions(res: Response, options: { challenge: string }): void {
  res.setHeader('Cache-Control', 'no-store');
  res.json(passkeyOptionsReply.parse({ success: true, options }));
}
