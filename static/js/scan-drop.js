/* 上传扫描件 scan-drop: files are dropped or chosen and go up one by one, so that a lost line costs one file; then reading starts. Without scripts the form sends them together. */
(function () {
  'use strict';
  const form = document.querySelector('[data-drop]');
  const told = document.querySelector('[data-told]');
  if (!form || !told) return;
  const FIT = /\.(pdf|jpe?g|png|tiff?)$/i;
  const area = form.querySelector('.drop');
  const input = form.querySelector('input[type=file]');
  const button = form.querySelector('button');
  form.querySelectorAll('[data-with-script]').forEach((each) => { each.hidden = false; });

  function list() {
    return told.querySelector('ul') || told.appendChild(Object.assign(document.createElement('ul'), { className: 'prose' }));
  }
  function line(words) {
    list().append(Object.assign(document.createElement('li'), { textContent: words, className: 'late-words' }));
  }
  function token() {
    return form.elements.csrf_token.value;
  }
  function key() {
    return crypto.getRandomValues(new Uint32Array(4)).join('');
  }

  /* One file into the batch; the number of the batch it went into. */
  async function send(file, batch) {
    const body = new FormData();
    Object.entries({ csrf_token: token(), key: key(), hold: '1', scan_id: batch }).forEach(([name, value]) => body.append(name, value));
    body.append('files', file, file.name);
    const answer = await fetch(form.action, { method: 'POST', body, headers: { 'HX-Request': 'true', 'X-CSRFToken': token() } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const lines = page.querySelectorAll('li');
    if (lines.length) lines.forEach((each) => list().append(document.importNode(each, true)));
    else { const said = page.querySelector('[data-sentence]'); line('“' + file.name + '”没有收下：' + (said ? said.textContent.trim() : '代码 ' + answer.status) + '。请再传一次。'); }
    const place = page.querySelector('[data-scan]');
    return place ? place.dataset.scan : batch;
  }

  async function read(batch) {
    const body = new URLSearchParams({ csrf_token: token(), key: key() });
    const answer = await fetch('/scans/' + batch + '/reading', { method: 'POST', body, headers: { 'X-CSRFToken': token() } });
    if (answer.ok) location.assign('/scans/' + batch);
    else line('文件都已收下，还没有开始识别。请打开第' + batch + '批，按“开始识别”。');
  }

  async function sendAll(files) {
    if (!files.length || button.disabled) return;
    const words = button.textContent;
    const fitting = files.filter((file) => FIT.test(file.name));
    const others = files.filter((file) => !FIT.test(file.name));
    let batch = '', lost = 0;
    button.disabled = true;
    told.replaceChildren();
    for (const [place, file] of fitting.entries()) {
      button.textContent = '正在上传 ' + (place + 1) + '/' + fitting.length;
      try { batch = await send(file, batch); } catch { lost += 1; line('“' + file.name + '”没有传上，请检查网络后再传这一份。'); }
    }
    if (others.length) line('另有' + others.length + '个文件不是PDF或图片，没有收：' + others.map((file) => '“' + file.name + '”').join('、') + '。');
    button.textContent = words;
    button.disabled = false;
    form.reset();
    if (batch && !lost && !told.querySelector('.late-words')) await read(batch);
    else if (batch) {
      const go = Object.assign(document.createElement('button'), { type: 'button', className: 'button main', textContent: '识别已收下的文件' });
      go.addEventListener('click', () => { go.disabled = true; read(batch); });
      told.append(go);
    }
  }

  form.addEventListener('submit', (event) => {
    const files = Array.from(input.files);
    if (!files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sendAll(files);
  }, true);
  ['dragenter', 'dragover'].forEach((name) => area.addEventListener(name, (event) => { event.preventDefault(); area.classList.add('over'); }));
  ['dragleave', 'drop'].forEach((name) => area.addEventListener(name, () => area.classList.remove('over')));
  area.addEventListener('drop', (event) => { event.preventDefault(); sendAll(Array.from(event.dataTransfer.files)); });
})();
