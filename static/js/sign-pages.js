/* 看全文 sign-pages: a page is fetched when it comes into view; the answer's slip says that it was shown, and goes back with the signature. */
(function () {
  'use strict';
  const had = {}; /* address → {picture, slip}: a refused form is swapped in, what was read stays read */
  const all = (selector, scope) => Array.from(scope.querySelectorAll(selector));

  function tell(reading) {
    const pages = all('[data-page]', reading);
    const seen = pages.filter((page) => had[page.dataset.page]);
    reading.querySelector('[data-count-now]').textContent = seen.length;
    const form = document.querySelector('form[data-sign]');
    const slips = form.querySelector('input[name=seen]');
    const known = new Set(slips.value.split(' ').filter(Boolean));
    seen.forEach((page) => known.add(had[page.dataset.page].slip));
    slips.value = [...known].join(' ');
    const done = seen.length === pages.length;
    all('[data-after-reading]', document).forEach((button) => { button.disabled = !done; });
    all('[data-reading-left]', form).forEach((words) => { words.hidden = done; });
  }

  function put(page) {
    const image = page.querySelector('img');
    image.src = had[page.dataset.page].picture;
    image.hidden = false;
    page.querySelector('[data-page-said]').textContent = '';
  }

  async function fetched(page, reading) {
    const address = page.dataset.page;
    if (page.dataset.asked) return;
    page.dataset.asked = '1';
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      had[address] = { picture: URL.createObjectURL(await answer.blob()), slip: answer.headers.get('X-Page-Seen') };
      put(page);
      tell(reading);
    } catch {
      delete page.dataset.asked;
      page.querySelector('[data-page-said]').textContent = '这一页没有读出来，正在重试。';
      setTimeout(() => { if (page.isConnected) fetched(page, reading); }, 3000);
    }
  }

  function begin(reading) {
    const first = reading.querySelector('[data-page]');
    if (reading.dataset.begun || !reading.isConnected || !first) return;
    if (first.offsetHeight < 100) { /* the sheet of styles is still coming: flat pages would all be in view at once */
      setTimeout(() => begin(reading), 50);
      return;
    }
    reading.dataset.begun = '1';
    const staying = new Map();
    const eye = new IntersectionObserver((entries) => entries.forEach((entry) => {
      clearTimeout(staying.get(entry.target));
      if (!entry.isIntersecting) return;
      staying.set(entry.target, setTimeout(() => { /* what only flits by, while the page is still finding its place, was not looked at */
        eye.unobserve(entry.target);
        fetched(entry.target, reading);
      }, 150));
    }), { rootMargin: '0px 0px -25% 0px' }); /* an edge at the bottom of the screen is not a page that was looked at */
    all('[data-page]', reading).forEach((page) => { if (had[page.dataset.page]) put(page); else eye.observe(page); });
    tell(reading);
  }

  document.addEventListener('click', (event) => { /* 签名 of a strip: the canvas of the form, wherever that stands on the page */
    if (event.target.closest('[data-sign-now]')) document.querySelector('form[data-sign] [data-ink-open]').click();
  });
  const look = () => all('[data-reading]', document).forEach(begin);
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); }); /* Back must not show the letter of whoever sat here before */
  document.addEventListener('htmx:load', look);
  look();
})();
