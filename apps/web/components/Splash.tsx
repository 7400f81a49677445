import { Glyph } from './Wordmark';

/** Shown until it is known who is signed in. */
export function Splash() {
  return (
    <div role="status" className="flex min-h-dvh items-center justify-center">
      <Glyph className="size-10 animate-pulse" />
      <span className="sr-only">Loading</span>
    </div>
  );
}
