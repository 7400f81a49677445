import type { connectEndpoints, DisconnectPreviewReply, DisconnectReply } from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { getPrincipal, readAddress } from '../accounts/requireMay.js';
import type { Call } from '../platform/endpoint.js';
import type { DisconnectService } from './disconnect.service.js';
import type { Requester } from './disconnectLog.js';
import type { PauseService } from './pause.service.js';
import type { UndoService } from './undo.service.js';

export interface DisconnectControllerDeps {
  disconnects: DisconnectService;
  undos: UndoService;
  pauses: PauseService;
}

type Of<Name extends keyof typeof connectEndpoints> = Call<(typeof connectEndpoints)[Name]>;
const readRequester = ({ req, res }: { req: Request; res: Response }): Requester => ({
  ...getPrincipal(res),
  address: readAddress(req),
});

export function createDisconnectController({ disconnects, undos, pauses }: DisconnectControllerDeps) {
  return {
    async previewDisconnect({ query, res }: Of<'previewDisconnect'>): Promise<DisconnectPreviewReply> {
      return { success: true, ...(await disconnects.preview(getPrincipal(res), query.phoneNumberIds)) };
    },
    async disconnect(call: Of<'disconnect'>): Promise<DisconnectReply> {
      const { phoneNumberIds, way = 'disconnect' } = call.body;
      return { success: true, ...(await disconnects.disconnect(readRequester(call), way, phoneNumberIds)) };
    },
    async undoDisconnect(call: Of<'undoDisconnect'>): Promise<DisconnectReply> {
      const receipts = await undos.undo(readRequester(call), call.body.phoneNumberIds);
      return { success: true, receipts, undoUntil: null };
    },
    async resume(call: Of<'resume'>): Promise<DisconnectReply> {
      const receipts = await pauses.resume(readRequester(call), call.body.phoneNumberIds);
      return { success: true, receipts, undoUntil: null };
    },
  };
}
export type DisconnectController = ReturnType<typeof createDisconnectController>;
