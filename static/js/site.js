/* 页面脚本 site: requests. Refines what works without it. Failures are said on the page and the input stays (R50–R52); no framework, no state of its own. */
(function () {
  'use strict';
  const SENTENCES = {
    timeout: '等了太久没有收到答复。填写的内容还在，请检查网络后再办一次。',
    offline: '现在没有网络。填写的内容还在，联网后请再办一次。',
    lost: '没有连上服务器。填写的内容还在，请稍后再办一次。',
    400: '这一页打开太久，已经失效。请先复制要紧的文字，再刷新页面重办。',
    403: '这件事不在您的权限之内，没有保存。需要办理的，请联系经办人。',
    404: '没有找到这条记录，可能已被移走。请刷新页面核对。',
    413: '附件太大，没有收下。填写的内容还在，请减少张数或压缩后再传。',
    429: '操作太频繁，没有办成。填写的内容还在，请等一分钟再办。',
    500: '系统出了差错，没有保存。填写的内容还在，请稍后再办；仍然不行，请告诉系统管理员。',
  };
  const PLAIN = 'form[method=post]:not([hx-post]):not([data-plain]):not([target])';
  const all = (selector, scope) => Array.from((scope || document).querySelectorAll(selector));
  const on = (name, act) => document.addEventListener(name, act);
  const formOf = (element) => element.closest('form') || element;
  document.documentElement.classList.add('js');

  function say(sentence) {
    const line = document.getElementById('trouble');
    line.querySelector('p').textContent = sentence;
    line.hidden = !sentence;
  }

  function spoken(xhr) {
    const own = new DOMParser().parseFromString(xhr.responseText, 'text/html').querySelector('[data-sentence]');
    const known = SENTENCES[xhr.status] || (xhr.status >= 500 ? SENTENCES[500] : '这一步没有办成。填写的内容还在，请核对后再办。');
    return (own ? own.textContent.trim() : known) + '（代码 ' + xhr.status + '）';
  }

  /* Buttons rest while their deed is under way; those with a key do not, because they turn pages. */
  function rest(scope, resting, pressed) {
    all('button, input[type=submit]', scope).concat(scope.matches('button') ? [scope] : []).forEach((button) => {
      if (resting && (button.disabled || button.dataset.key)) return;
      if (!resting && !button.dataset.resting) return;
      button.disabled = resting;
      button.classList.toggle('busy', resting && (!pressed || button === pressed));
      if (resting) button.dataset.resting = '1'; else delete button.dataset.resting;
    });
  }

  /* Every plain POST form travels by htmx, so that a failure never replaces the page that holds the input. */
  function adopt(scope) {
    all(PLAIN, scope).filter((form) => !form.closest('#sign-in-again')).forEach((form) => {
      const words = { 'hx-post': form.getAttribute('action') || location.pathname + location.search, 'hx-target': '#content',
        'hx-select': '#content', 'hx-select-oob': '#flash', 'hx-swap': 'outerHTML show:window:top', 'hx-sync': 'this:drop', 'hx-disinherit': '*' };
      Object.keys(words).forEach((name) => form.setAttribute(name, words[name]));
      form.dataset.adopted = '1';
      if (scope !== document) window.htmx.process(form);
    });
  }

  let pressed = null;
  let held = null;
  on('submit', (event) => {
    const form = event.target;
    pressed = event.submitter;
    if (!form.hasAttribute('data-plain')) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = '1';
    setTimeout(() => rest(form, true, pressed));
    setTimeout(() => { delete form.dataset.sent; rest(form, false); }, 12000);
  });
  on('htmx:configRequest', (event) => {
    if (formOf(event.target).enctype === 'multipart/form-data') event.detail.timeout = 0; /* watched by its progress instead */
  });
  on('htmx:beforeRequest', (event) => {
    const { requestConfig: config, xhr } = event.detail;
    if (config.verb === 'get') return;
    say('');
    if (!navigator.onLine) { event.preventDefault(); say(SENTENCES.offline); return; }
    rest(formOf(event.target), true, pressed);
    if (config.timeout) return;
    let moved = Date.now();
    const clock = setInterval(() => { if (Date.now() - moved > 13000) { xhr.abort(); say(SENTENCES.timeout); } }, 500);
    xhr.upload.addEventListener('progress', () => { moved = Date.now(); });
    xhr.addEventListener('loadend', () => clearInterval(clock));
  });
  on('htmx:afterRequest', (event) => { if (!event.detail.xhr.getResponseHeader('HX-Redirect')) rest(formOf(event.target), false); });
  on('htmx:timeout', () => say(SENTENCES.timeout));
  on('htmx:sendError', () => say(navigator.onLine ? SENTENCES.lost : SENTENCES.offline));
  on('htmx:responseError', (event) => {
    const { xhr, requestConfig: config } = event.detail;
    if (xhr.status !== 401) { say(spoken(xhr)); return; }
    held = { elt: config.elt, pressed, kind: config.triggeringEvent ? config.triggeringEvent.type : 'click' };
    ask(xhr.getResponseHeader('X-Sign-In') || '/sign-in?piece=1', spoken(xhr));
  });
  on('htmx:beforeSwap', (event) => {
    const { xhr, requestConfig: config } = event.detail;
    if (!config.elt.hasAttribute('data-adopted') || !event.detail.shouldSwap) return;
    const there = new URL(xhr.responseURL || location.href);
    if (there.pathname !== new URL(config.path, location.href).pathname) { event.detail.shouldSwap = false; location.assign(there); }
    else if (!event.detail.serverResponse.includes('id="content"')) event.detail.swapOverride = 'none';
  });
  on('htmx:beforeHistoryUpdate', (event) => { /* the same list asked for again is no new step of Back */
    const { history: step } = event.detail;
    if (new URL(step.path, location.href).href === location.href) step.type = 'replace';
  });
  on('htmx:load', (event) => { adopt(event.detail.elt.parentElement || event.detail.elt); });
  on('htmx:afterSettle', () => {
    const wrong = document.querySelector('.problems') || document.querySelector('#content [aria-invalid=true]');
    if (wrong && !wrong.contains(document.activeElement)) wrong.focus();
  });

  /* Signing in again without losing the page: the piece stands in a dialog, then the held request goes out again. */
  const box = () => document.getElementById('sign-in-again');
  function fill(text) {
    const page = new DOMParser().parseFromString(text, 'text/html');
    box().querySelector('[data-piece]').replaceChildren(...(page.querySelector('#content') || page.body).childNodes);
  }
  async function ask(address, otherwise) {
    try {
      fill(await (await fetch(address, { headers: { 'HX-Request': 'true' } })).text());
      if (!box().querySelector('[data-piece] form.form')) say(otherwise);
      else if (!box().open) box().showModal();
    } catch { say(SENTENCES.lost); }
  }
  async function enter(form) {
    rest(form, true);
    try {
      const token = JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken'];
      const answer = await fetch(form.getAttribute('action') || '/sign-in?piece=1', { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { 'HX-Request': 'true', 'X-CSRFToken': token } });
      const fresh = answer.headers.get('X-CSRF-Token');
      if (!answer.ok || !fresh) { fill(await answer.text()); return; }
      document.body.setAttribute('hx-headers', JSON.stringify({ 'X-CSRFToken': fresh }));
      all('input[name=csrf_token]').forEach((input) => { input.value = fresh; });
      box().close();
      if (held.pressed && held.pressed.isConnected) held.pressed.click(); else window.htmx.trigger(held.elt, held.kind);
    } catch { say(SENTENCES.lost); } finally { rest(form, false); }
  }
  document.addEventListener('submit', (event) => {
    if (!event.target.closest('#sign-in-again [data-piece]')) return;
    event.preventDefault(); event.stopPropagation(); enter(event.target);
  }, true);

  adopt(document);
})();
