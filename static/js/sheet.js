/* 表 sheet: the cells of an editable grid, what was changed in them, and how each column now adds up. Keys, pasting and saving stand in sheet-*.js. */
window.sheet = (function () {
  'use strict';
  const table = document.querySelector('table[data-sheet]');
  if (!table || !table.tBodies[0].rows.length) return null;
  const heads = Array.from(table.tHead.rows[0].cells).slice(1);
  const rows = table.tBodies[0].rows;
  const tools = document.getElementById('grids-tools');
  const tool = (name) => tools.querySelector('[data-tool=' + name + ']');
  const before = new Map(); /* cell → what the server holds, for every cell that differs from it */
  const steps = [];
  const watchers = [];

  const at = (row, column) => (rows[row] && column >= 0 && rows[row].cells[column + 1]) || null;
  const headOf = (cell) => heads[cell.cellIndex - 1];
  const shut = (cell) => cell.matches('.n, .k');
  const read = table.dataset.sheet === 'figures'
    ? (text, cell) => window.figures.share(text, headOf(cell).dataset.step)
    : (text) => window.figures.due(text, table.dataset.year);
  const words = (cell) => (cell.firstChild && cell.firstChild.nodeType === Node.TEXT_NODE ? cell.firstChild.data : '');
  const state = (cell) => ({ text: words(cell), pinned: cell.classList.contains('p'), note: cell.dataset.note || '' });
  const same = (one, other) => one.text === other.text && one.pinned === other.pinned && one.note === other.note;
  const amount = (text, cell) => read(text, cell).amount || 0n;

  /* The words of a cell, and below them how they compare with last year, where that is shown. */
  function tell(cell, text) {
    if (cell.firstChild && cell.firstChild.nodeType === Node.TEXT_NODE) cell.firstChild.data = text; else cell.prepend(text);
    const past = cell.querySelector('small[data-past]');
    if (past) past.textContent = window.figures.compared(past.dataset.past, text);
  }
  function draw(cell, { text, pinned, note }, wrong) {
    tell(cell, text);
    cell.classList.toggle('p', pinned);
    cell.classList.toggle('x', text === '不适用');
    cell.classList.toggle('w', Boolean(wrong));
    if (wrong) cell.dataset.why = wrong; else delete cell.dataset.why;
    if (note) cell.dataset.note = cell.title = note; else { delete cell.dataset.note; cell.removeAttribute('title'); }
  }

  /* Write into a cell; a cell that is again as the server holds it is no change any longer. */
  function put(cell, wanted) {
    if (shut(cell)) return;
    const { text, wrong } = read(wanted.text, cell);
    const next = { text, pinned: wanted.pinned && text !== '' && text !== '不适用' && !wrong, note: wanted.note };
    if (!before.has(cell)) before.set(cell, state(cell));
    draw(cell, next, wrong);
    if (same(before.get(cell), next)) before.delete(cell);
    cell.classList.toggle('d', before.has(cell));
    if (!before.has(cell)) clear(cell);
  }
  function clear(cell) {
    cell.classList.remove('c', 'd');
    delete cell.dataset.now;
  }

  /* One step of the person: [cell, state] pairs, taken back together. */
  function edit(changes) {
    const open = changes.filter(([cell, wanted]) => !shut(cell) && !same(state(cell), wanted));
    if (!open.length) return;
    steps.push({ cells: open.map(([cell]) => [cell, state(cell)]), saved: false });
    open.forEach(([cell, wanted]) => put(cell, wanted));
    refresh();
  }
  function undo() {
    const step = steps.pop();
    if (!step) return null;
    step.cells.forEach(([cell, stood]) => put(cell, stood));
    refresh();
    return step;
  }
  const type = (cells, text) => edit(cells.map((cell) => [cell, { ...state(cell), text }]));

  /* 已分解: what the server counted over all units, and the difference of the cells changed here. */
  function grown() {
    const found = heads.map(() => 0n);
    before.forEach((stood, cell) => { found[cell.cellIndex - 1] += amount(words(cell), cell) - amount(stood.text, cell); });
    return found;
  }
  function balance(head, more) {
    const placed = window.figures.thousandths(head.dataset.placed) + more;
    const short = window.figures.thousandths(head.dataset.total) - placed;
    const line = head.querySelector('[data-balance]');
    const rest = short ? '，' + (short > 0n ? '差' : '超出') + window.figures.words(short < 0n ? -short : short) + head.dataset.word : '，恰好分完';
    line.textContent = '已分解' + window.figures.words(placed) + '/' + head.dataset.total + head.dataset.word + rest;
    if (table.tFoot) tell(table.tFoot.rows[0].cells[head.cellIndex], window.figures.words(placed));
    line.className = 'light ' + (short > 0n ? 'waiting' : short ? 'late' : 'done');
  }
  function refresh() {
    if (table.dataset.sheet === 'figures') grown().forEach((more, place) => balance(heads[place], more));
    const wrong = Array.from(before.keys()).filter((cell) => cell.classList.contains('w')).length;
    tools.querySelector('[data-said]').textContent = before.size ? '已改' + before.size + '格，尚未保存' + (wrong ? '，其中' + wrong + '格看不懂' : '') : '没有改动';
    document.querySelector('#grids-save .main').disabled = !before.size;
    tool('undo').disabled = !steps.length;
    watchers.forEach((watch) => watch());
  }
  addEventListener('beforeunload', (event) => { if (before.size) event.preventDefault(); });
  tools.hidden = false;

  return { table, heads, rows, tools, tool, before, steps, watchers, at, headOf, shut, read, state, same, draw, put, clear, edit, undo, type, refresh };
})();
