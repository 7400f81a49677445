import { Glyph } from './Wordmark';

export function Splash() {
  return (
    <div role="status" className="flex min-h-page items-center justify-center">
      <Glyph className="size-10 animate-pulse" />
      <span className="sr-only">Loading</span>
    </div>
  );
}
