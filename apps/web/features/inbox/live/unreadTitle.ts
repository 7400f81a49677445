/** A page title with the number of unread conversations: "(3) Inbox · Switchboard". */
export function titleWithUnread(title: string, unread: number): string {
  const plain = title.replace(/^\(\d+\+?\) /, '');
  return unread > 0 ? `(${countWords(unread)}) ${plain}` : plain;
}

export const countWords = (count: number): string => (count > 99 ? '99+' : String(count));
