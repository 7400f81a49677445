/** Which message of a chat, and who wrote it. */
export interface WamidForm {
  /** Digits, or a business-scoped id. */
  peer: string;
  token: string;
  isOurs?: boolean;
}

const text = (value: string) => Buffer.concat([Buffer.from([0x18, value.length]), Buffer.from(value, 'latin1')]);

/** A message's id as Meta makes it (meta-platform 17.2): the same token with another peer names the same message. */
export function makeWamid({ peer, token, isOurs = false }: WamidForm): string {
  const head = [Buffer.from([0x1c]), text(peer), Buffer.from([0x15, 0x02, 0x00, isOurs ? 0x11 : 0x12])];
  return `wamid.${Buffer.concat([...head, text(token), Buffer.from([0x00])]).toString('base64')}`;
}

let made = 0;
/** A token that no other message has. */
export function newToken(): string {
  made += 1;
  return `${process.pid.toString(16)}${made.toString(16).padStart(8, '0')}`.toUpperCase().padStart(20, '3');
}
