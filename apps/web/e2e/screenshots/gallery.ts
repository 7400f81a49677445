const sizes = ['390', '1440'];
const themes = ['light', 'dark'];

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/**
 * The page that shows the pictures of a folder: a row a state, in both sizes and both themes; first of all what a scene
 * looked like where it stopped. Pure.
 *
 * @param files names as the camera gives them, `inbox-390-dark.png`. Anything else but `stopped-….png` is left out.
 */
export function galleryPage(files: readonly string[]): string {
  const names = new Set(files);
  const stopped = files.filter((file) => /^stopped-.*\.png$/.test(file)).sort();
  const states = [
    ...new Set(files.flatMap((file) => /^(?!stopped-)(.+)-\d+-(?:light|dark)\.png$/.exec(file)?.[1] ?? [])),
  ].sort();
  const picture = (file: string) => {
    const href = escaped(encodeURIComponent(file));
    return names.has(file)
      ? `<a href="${href}"><img loading="lazy" src="${href}" alt="${escaped(file)}"></a>`
      : `<p>${escaped(file)} is missing</p>`;
  };
  const rows = states.map((state) => {
    const pictures = sizes.flatMap((size) => themes.map((theme) => picture(`${state}-${size}-${theme}.png`)));
    return `<section id="${escaped(state)}"><h2>${escaped(state)}</h2><div>${pictures.join('')}</div></section>`;
  });
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Switchboard: every state</title>
<style>
  body { font: 16px system-ui; margin: 2rem; background: #808080; color: #fff }
  nav { columns: 16rem } a { color: inherit }
  section div { display: grid; grid-template-columns: 1fr 1fr 3fr 3fr; gap: 1rem; align-items: start }
  img { width: 100% }
</style>
<h1>${states.length} states</h1>
${stopped.length > 0 ? `<section><h2>Scenes that stopped</h2><div>${stopped.map(picture).join('')}</div></section>` : ''}
<nav>${states.map((state) => `<a href="#${escaped(state)}">${escaped(state)}</a><br>`).join('')}</nav>
${rows.join('\n')}
</html>
`;
}
