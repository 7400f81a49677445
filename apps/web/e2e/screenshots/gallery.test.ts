import { describe, expect, it } from 'vitest';
import { galleryPage } from './gallery';

const taken = (name: string) =>
  ['390', '1440'].flatMap((size) => ['light', 'dark'].map((theme) => `${name}-${size}-${theme}.png`));

describe('the page of all states', () => {
  it('shows each in both sizes and themes, by name', () => {
    const page = galleryPage(['index.html', ...taken('status'), ...taken('inbox-open')]);
    expect(page).toContain('2 states');
    expect([...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, name]) => name)).toEqual(['inbox-open', 'status']);
    expect([...page.matchAll(/<img [^>]*src="(.*?)"/g)].map(([, file]) => file)).toEqual([
      ...taken('inbox-open'),
      ...taken('status'),
    ]);
  });

  it('says which picture is missing, and where a scene stopped', () => {
    const page = galleryPage(['stopped-journey.png', 'status-390-light.png']);
    expect(page).toContain('Scenes that stopped');
    expect(page).toContain('src="stopped-journey.png"');
    expect(page).toContain('status-1440-dark.png is missing');
  });
});
