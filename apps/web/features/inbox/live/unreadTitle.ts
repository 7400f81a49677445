/** A page's title with the number of unread conversations before it: "(3) Inbox · Switchboard". */
export function titleWithUnread(title: string, unread: number): string {
  const plain = title.replace(/^\(\d+\+?\) /, '');
  return unread > 0 ? `(${countWords(unread)}) ${plain}` : plain;
}

/** "3"; what is above 99 is "99+". */
export const countWords = (count: number): string => (count > 99 ? '99+' : String(count));
