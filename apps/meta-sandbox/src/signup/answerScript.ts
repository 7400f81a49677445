/** Posts the answer to the page that opened the window, then continues or closes. */
export const answerScript = `(() => {
  const page = document.querySelector('[data-posts]');
  const posts = JSON.parse(page.dataset.posts);
  const { origin, next, stays } = page.dataset;
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const post = ({ data }) => window.opener?.postMessage(data, origin);
  const leave = () => {
    if (next) location.replace(next);
    else window.close();
  };
  const give = async () => {
    for (const item of posts) {
      if (item.afterMs > 0) await wait(item.afterMs);
      post(item);
    }
    leave();
  };

  if (!stays) {
    give();
    return;
  }
  let given = false;
  const giveNow = () => {
    if (!given) posts.forEach(post);
    given = true;
  };
  document.querySelector('[data-testid="finish"]').addEventListener('click', () => {
    giveNow();
    leave();
  });
  addEventListener('pagehide', giveNow);
})();
`;
