/* 存分 score-save: each cell of the scoring desk is saved by itself, in the background, with a quiet mark. What was typed stays in this
   browser until the server has it; what somebody else saved first is shown beside it, and nothing is overwritten unseen. */
window.score = (function () {
  'use strict';
  const form = document.querySelector('form[data-score]');
  if (!form) return null;
  const WEEK = 7 * 86400000;
  const PREFIX = 'mark:';
  const LOST = '没有存上（网络不通），填的还在本机，联网后自动再存';
  const rows = Array.from(form.querySelectorAll('tr[data-cell]'));
  const shelfName = (row) => PREFIX + form.dataset.score + ':' + row.dataset.look;
  const part = (row, name) => row.querySelector('[name^="' + name + '-"]');
  /* Where the system's figure has changed since, the same mark is saved anew. */
  const state = new Map(rows.map((row) => [row, { saved: 'stale' in row.dataset ? {} : read(row), busy: false, again: false, open: false }]));

  /* A browser that keeps nothing (private window, full store) only loses this convenience. */
  function store(act) { try { return act(window.localStorage); } catch { return null; } }
  function read(row) { return { points: part(row, 'points').value.trim(), reason: part(row, 'reason').value.trim(), na: part(row, 'na').checked }; }
  function same(one, other) { return one.points === other.points && one.reason === other.reason && one.na === other.na; }
  function write(row, values) {
    part(row, 'points').value = values.points;
    part(row, 'reason').value = values.reason;
    part(row, 'na').checked = values.na;
  }
  function tell(row, words, wrong) {
    const line = row.querySelector('[data-told]');
    line.textContent = words;
    line.classList.toggle('wrong', Boolean(wrong));
  }
  function changed(row) { return !same(read(row), state.get(row).saved); }
  function keep(row, sent) {
    const values = { ...read(row), version: part(row, 'version').value, sent: Boolean(sent), at: Date.now() };
    store((shelf) => shelf.setItem(shelfName(row), JSON.stringify(values)));
  }
  function drop(row) { store((shelf) => shelf.removeItem(shelfName(row))); }
  function progress() {
    const asked = rows.filter((row) => 'asked' in row.dataset);
    const line = document.querySelector('[data-progress]');
    if (line) line.textContent = asked.filter((row) => 'done' in row.dataset).length + '/' + asked.length;
  }

  async function save(row) {
    const cell = state.get(row);
    if (cell.busy) { cell.again = true; return; }
    const sent = read(row);
    if (same(sent, cell.saved) || (!sent.na && !sent.points)) { if (same(sent, cell.saved)) drop(row); return; }
    cell.busy = true;
    keep(row, true);
    tell(row, '正在保存…');
    const body = new URLSearchParams({ points: sent.points, reason: sent.reason, version: part(row, 'version').value });
    if (sent.na) body.set('na', '1');
    try {
      const answer = await fetch(row.dataset.look, { method: 'POST', body, keepalive: true,
        headers: { Accept: 'application/json', 'X-CSRFToken': JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken'] } });
      const told = answer.headers.get('Content-Type') === 'application/json' ? await answer.json() : {};
      settle(row, cell, sent, answer.status, told);
    } catch { cell.open = true; tell(row, LOST, true); }
    cell.busy = false;
    const more = cell.again && !cell.stopped && !same(read(row), sent);
    cell.again = cell.stopped = false;
    if (more) await save(row);
  }

  function settle(row, cell, sent, status, told) {
    cell.open = false;
    row.querySelectorAll('.bad').forEach((each) => each.classList.remove('bad'));
    if (status === 200) {
      cell.saved = sent;
      part(row, 'version').value = told.version;
      row.dataset.done = '';
      if (same(read(row), sent)) {
        const points = told.points || '';
        if (points && points !== sent.points) { part(row, 'points').value = points; cell.saved = { ...sent, points }; }
        drop(row);
      }
      tell(row, '已保存 ' + told.at + (told.warn ? '，' + told.warn : ''), told.warn);
      progress();
      return;
    }
    cell.stopped = status !== 200; /* what was refused goes out again by a key only */
    if (status === 409 && 'version' in told) {
      part(row, 'version').value = told.version;
      keep(row, false);
      tell(row, told.said + '您填的是' + (sent.na ? '不适用' : sent.points) + '；再按回车，以您填的为准。', true);
      return;
    }
    cell.open = status >= 500 || status === 401;
    if (status === 422) part(row, told.field === 'reason' || told.field === 'not_applicable' ? 'reason' : 'points').classList.add('bad');
    const words = { 401: '登录已过期，填的还在本机。请在新窗口登录后再按回车。', 400: '这一页打开太久，填的还在本机。请刷新页面。' };
    tell(row, told.said || words[status] || '没有存上，填的还在本机（代码 ' + status + '）', true);
  }

  function restore(row) {
    const kept = store((shelf) => JSON.parse(shelf.getItem(shelfName(row))));
    if (!kept) return;
    const cell = state.get(row);
    if (same(kept, cell.saved) || Date.now() - kept.at > WEEK) { drop(row); return; }
    write(row, kept);
    tell(row, '已恢复没有存上的内容', true);
    /* What was only typed waits for its Enter; what had been sent goes out again on the version that it was made on. */
    if (kept.sent) { part(row, 'version').value = kept.version; save(row); }
  }
  function sweep() {
    store((shelf) => Object.keys(shelf).filter((name) => name.startsWith(PREFIX)).forEach((name) => {
      let at = 0;
      try { at = JSON.parse(shelf.getItem(name)).at; } catch { /* not ours to read: it goes */ }
      if (!(Date.now() - at < WEEK)) shelf.removeItem(name);
    }));
  }

  form.addEventListener('input', (event) => { const row = event.target.closest('tr[data-cell]'); if (row) keep(row, false); });
  form.addEventListener('submit', (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true); /* each cell saves itself */
  window.addEventListener('online', () => rows.filter((row) => state.get(row).open).forEach(save));
  setInterval(() => rows.filter((row) => state.get(row).open).forEach(save), 20000);
  sweep();
  rows.forEach(restore);
  return { form, rows, part, read, changed, save, tell };
})();
