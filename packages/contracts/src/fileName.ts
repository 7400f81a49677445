import { create, parse } from 'content-disposition';

/**
 * The header by which an upload names its file (RFC 6266). It stands in no address: those are written down on the way.
 *
 * @returns the value of `Content-Disposition`, in ASCII whatever the name is.
 */
export const fileNameHeader = (name: string): string =>
  // Half of a pair stands for no character, and cannot be encoded.
  create(name.replace(/\p{Surrogate}/gu, '\ufffd'));

/** The name that a `Content-Disposition` gives a file, as it was sent; nothing where it gives none that can be read. */
export const readFileName = (header: string | null | undefined): string | undefined =>
  header ? parse(header).parameters.filename : undefined;
