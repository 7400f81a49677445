/**
 * Keeps a phone live: polls every second while the page is visible, sends forms without leaving it, and keeps open what
 * the person opened.
 */
export const phoneScript = `
const phone = document.querySelector('[data-live]');
const composer = document.querySelector('#composer');
const part = (name) => document.querySelector('[data-live-part="' + name + '"]');
const thread = () => document.querySelector('[data-thread]');
// Whether the latest message is in view: then new ones, and pictures that load late, keep it there.
let atEnd = true;
const toEnd = () => { const log = thread(); if (log) log.scrollTop = log.scrollHeight; };

function replace(target, markup) {
  const kept = [...target.querySelectorAll('details[open]')].map((each) => each.dataset.keep);
  // Somebody is filling something in: what is new waits.
  if (target.contains(document.activeElement) && document.activeElement.tagName === 'INPUT') return false;
  const before = target.scrollTop;
  target.innerHTML = markup;
  target.scrollTop = before;
  for (const each of target.querySelectorAll('details[data-keep]')) each.open = kept.includes(each.dataset.keep);
  return true;
}

function draw(news) {
  const position = thread()?.scrollTop ?? 0;
  const wasAtEnd = atEnd;
  replace(part('list'), news.list);
  if (news.chat !== null && part('chat')) {
    if (!replace(part('chat'), news.chat)) return;
    if (wasAtEnd) toEnd();
    else thread().scrollTop = position;
  }
  phone.dataset.version = news.version;
}

async function refresh() {
  const address = new URL(phone.dataset.live, location.href);
  address.searchParams.set('seen', phone.dataset.version);
  try {
    const answer = await fetch(address);
    if (answer.status === 200) draw(await answer.json());
  } catch {
    // The sandbox is gone or busy; the next second may be better.
  }
}

async function keepFresh() {
  if (!document.hidden) await refresh();
  setTimeout(keepFresh, 1000);
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const answer = await fetch(form.action, { method: 'POST', body: data, headers: { accept: 'application/json' } });
  if (!answer.ok) return;
  if (answer.status === 200) return location.assign((await answer.json()).location);
  form.closest('details.menu')?.removeAttribute('open');
  document.activeElement?.blur?.();
  if (form === composer) {
    form.reset();
    showChosen();
    form.querySelector('.replying')?.remove();
    history.replaceState(null, '', composer.dataset.chat);
    form.querySelector('textarea').focus();
    grow();
  }
  await refresh();
  if (form === composer) toEnd();
});

function showChosen() {
  const [file] = composer.querySelector('input[type=file]').files;
  const chosen = composer.querySelector('[data-chosen]');
  chosen.hidden = !file;
  chosen.textContent = file ? 'Attached: ' + file.name : '';
}

function grow() {
  const text = composer.querySelector('textarea');
  text.style.height = 'auto';
  text.style.height = Math.min(text.scrollHeight + 2, 160) + 'px';
}

if (composer) {
  composer.querySelector('input[type=file]').addEventListener('change', showChosen);
  const text = composer.querySelector('textarea');
  text.addEventListener('input', grow);
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit(composer.querySelector('[data-testid=phone-send]'));
  });
}
document.addEventListener('toggle', (event) => {
  if (event.target.open) event.target.querySelector('.menu-panel')?.scrollIntoView({ block: 'nearest' });
}, true);
document.documentElement.classList.add('live');
toEnd();
document.addEventListener('scroll', ({ target }) => {
  if (target === thread()) atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 80;
}, true);
document.addEventListener('load', ({ target }) => {
  if (atEnd && target.tagName === 'IMG') toEnd();
}, true);
keepFresh();
`;
