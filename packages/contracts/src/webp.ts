export interface WebpFacts {
  /** Pixels; 0 where the header does not tell. */
  width: number;
  height: number;
  animated: boolean;
}

/**
 * What the beginning of a file says, if it is a WebP picture: of the three kinds of header, each has its size in a place of
 * its own (RFC 9649).
 *
 * @param head at least its first 30 bytes.
 * @returns null for every other file.
 */
export function webpFacts(head: Uint8Array): WebpFacts | null {
  const at = (index: number) => head[index] ?? 0;
  const word = (index: number) => String.fromCharCode(...head.subarray(index, index + 4));
  if (word(0) !== 'RIFF' || word(8) !== 'WEBP') return null;
  const pair = (index: number) => at(index) | (at(index + 1) << 8);
  switch (word(12)) {
    case 'VP8X': {
      const side = (index: number) => (pair(index) | (at(index + 2) << 16)) + 1;
      return { width: side(24), height: side(27), animated: (at(20) & 0x02) !== 0 };
    }
    case 'VP8L': {
      const width = (pair(21) & 0x3fff) + 1;
      const height = ((at(22) >> 6) | (at(23) << 2) | ((at(24) & 0x0f) << 10)) + 1;
      return { width, height, animated: false };
    }
    default:
      return { width: pair(26) & 0x3fff, height: pair(28) & 0x3fff, animated: false };
  }
}
