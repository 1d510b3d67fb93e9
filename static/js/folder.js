/* 整个文件夹 folder: files go up one by one, so that no request is too large and a lost line costs one file. Without scripts the form sends them together. */
(function () {
  'use strict';
  const form = document.querySelector('[data-folder]');
  const told = document.querySelector('[data-told]');
  if (!form || !told) return;
  const FIT = /\.(pdf|jpe?g|png|zip)$/i;
  form.querySelectorAll('[data-with-script]').forEach((field) => { field.hidden = false; });

  function add(item) {
    const list = told.querySelector('ul') || told.appendChild(Object.assign(document.createElement('ul'), { className: 'prose' }));
    list.append(item);
  }

  function line(words) {
    add(Object.assign(document.createElement('li'), { textContent: words, className: 'late-words' }));
  }

  async function send(file, key) {
    const body = new FormData();
    body.append('csrf_token', form.elements.csrf_token.value);
    body.append('key', key);
    body.append('batch', form.elements.batch.value);
    body.append('files', file, file.webkitRelativePath || file.name);
    const headers = { 'HX-Request': 'true', 'X-CSRFToken': form.elements.csrf_token.value };
    const answer = await fetch(form.action, { method: 'POST', body, headers });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const lines = page.querySelectorAll('li');
    if (lines.length) lines.forEach((each) => add(document.importNode(each, true)));
    else line('“' + file.name + '”没有收下（代码 ' + answer.status + '），请稍后再传。');
  }

  form.addEventListener('submit', async (event) => {
    const files = Array.from(form.querySelectorAll('input[type=file]')).flatMap((input) => Array.from(input.files));
    if (!files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = form.querySelector('button');
    const words = button.textContent;
    button.disabled = true;
    told.replaceChildren();
    const fitting = files.filter((file) => FIT.test(file.name));
    for (const [place, file] of fitting.entries()) {
      button.textContent = '正在收存 ' + (place + 1) + '/' + fitting.length;
      try { await send(file, crypto.getRandomValues(new Uint32Array(4)).join('')); } catch { line('“' + file.name + '”没有传上，请检查网络后再传这一份。'); }
    }
    const others = files.filter((file) => !FIT.test(file.name)).map((file) => '“' + (file.webkitRelativePath || file.name) + '”');
    if (others.length) line('另有' + others.length + '个文件不是PDF、JPG、PNG或ZIP，没有收：' + others.join('、') + '。');
    button.disabled = false;
    button.textContent = words;
    form.reset();
    form.elements.batch.value = crypto.getRandomValues(new Uint32Array(4)).join('');
    window.htmx.ajax('GET', location.pathname + location.search, { target: '#archive-table', swap: 'outerHTML' });
  }, true);
})();
