import type { ComponentProps } from 'react';

interface LocalImageProps extends Omit<ComponentProps<'img'>, 'src'> {
  src: string;
  alt: string;
}

/** An image whose bytes are in memory: there is nothing for a server to make smaller. */
export function LocalImage({ alt, ...rest }: LocalImageProps) {
  // biome-ignore lint/performance/noImgElement: see above
  return <img alt={alt} {...rest} />;
}
