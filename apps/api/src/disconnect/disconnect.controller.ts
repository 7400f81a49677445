import {
  bringBackRequest,
  disconnectPreviewReply,
  disconnectReply,
  disconnectRequest,
  phoneNumberSelection,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { addressOf, principalOf } from '../accounts/requireMay.js';
import type { DisconnectService } from './disconnect.service.js';
import type { Requester } from './disconnectLog.js';
import type { PauseService } from './pause.service.js';
import type { UndoService } from './undo.service.js';

export interface DisconnectControllerDeps {
  disconnects: DisconnectService;
  undos: UndoService;
  pauses: PauseService;
}

const requesterOf = (req: Request, res: Response): Requester => ({ ...principalOf(res), address: addressOf(req) });

export function createDisconnectController({ disconnects, undos, pauses }: DisconnectControllerDeps) {
  return {
    async previewDisconnect(req: Request, res: Response) {
      const { phoneNumberIds: text } = req.query;
      const selection = text === undefined ? {} : { phoneNumberIds: String(text).split(',') };
      const { phoneNumberIds } = phoneNumberSelection.parse(selection);
      const preview = await disconnects.preview(principalOf(res), phoneNumberIds);
      res.json(disconnectPreviewReply.parse({ success: true, ...preview }));
    },
    async disconnect(req: Request, res: Response) {
      const { phoneNumberIds, way = 'disconnect' } = disconnectRequest.parse(req.body ?? {});
      const done = await disconnects.disconnect(requesterOf(req, res), way, phoneNumberIds);
      res.json(disconnectReply.parse({ success: true, ...done }));
    },
    async undoDisconnect(req: Request, res: Response) {
      const { phoneNumberIds } = bringBackRequest.parse(req.body ?? {});
      const receipts = await undos.undo(requesterOf(req, res), phoneNumberIds);
      res.json(disconnectReply.parse({ success: true, receipts, undoUntil: null }));
    },
    async resume(req: Request, res: Response) {
      const { phoneNumberIds } = bringBackRequest.parse(req.body ?? {});
      const receipts = await pauses.resume(requesterOf(req, res), phoneNumberIds);
      res.json(disconnectReply.parse({ success: true, receipts, undoUntil: null }));
    },
  };
}
export type DisconnectController = ReturnType<typeof createDisconnectController>;
