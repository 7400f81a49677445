import { z } from 'zod';

export const conversationId = z.string().regex(/^cnv_[A-Za-z0-9_-]{1,64}$/, 'not a conversation id');
export const messageId = z.string().regex(/^msg_[A-Za-z0-9_-]{1,64}$/, 'not a message id');
export const mediaId = z.string().regex(/^med_[A-Za-z0-9_-]{1,64}$/, 'not a media id');
/** Made by the browser, once a press of the button: sending the same one twice stores one message. */
export const clientId = z.uuid();
