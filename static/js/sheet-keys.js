/* 表上的手 sheet-keys: the active cell and the selection. One box wanders from cell to cell and holds the keyboard, so that
   typing, input methods and the clipboard work at once; it shows itself when something is typed. */
(function () {
  'use strict';
  const sheet = window.sheet;
  if (!sheet) return;
  const { table, rows, heads, tools, at, state } = sheet;
  const box = Object.assign(document.createElement('input'), { className: 'cell-box', autocomplete: 'off', spellcheck: false });
  const remark = tools.querySelector('[data-remark]');
  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-12, 0], PageDown: [12, 0] };
  let active = null;
  let anchor = null;
  let typing = ''; /* '' resting, 'over' replaces the cell, 'in' edits its text */
  let painted = [];

  const place = (cell) => [cell.parentNode.sectionRowIndex, cell.cellIndex - 1];
  const within = (value, most) => Math.max(0, Math.min(value, most));

  /* 选中的一片: rows of cells between the anchor and the active cell. */
  function block() {
    const [[r1, c1], [r2, c2]] = [place(anchor), place(active)];
    const found = [];
    for (let row = Math.min(r1, r2); row <= Math.max(r1, r2); row += 1) {
      found.push(Array.from(rows[row].cells).slice(Math.min(c1, c2) + 1, Math.max(c1, c2) + 2));
    }
    return found;
  }
  function paint() {
    painted.forEach((cell) => cell.classList.remove('s'));
    painted = anchor === active ? [] : block().flat();
    painted.forEach((cell) => cell.classList.add('s'));
    const head = sheet.headOf(active);
    const unit = active.parentNode.cells[0].textContent.trim();
    tools.querySelector('[data-place]').textContent = unit + ' · ' + head.dataset.name + (active.dataset.why ? '：' + active.dataset.why : '');
    box.setAttribute('aria-label', [unit, head.dataset.name, state(active).text || '未填', active.classList.contains('p') ? '固定' : ''].join(' '));
    if (remark) { remark.value = state(active).note; remark.disabled = sheet.shut(active); }
  }
  function open(how) {
    if (typing || sheet.shut(active)) return;
    typing = how;
    box.classList.add('open');
    if (how === 'in') { box.value = state(active).text; box.setSelectionRange(box.value.length, box.value.length); }
  }
  function close(keep) {
    const text = box.value;
    const typed = typing;
    typing = '';
    box.value = '';
    box.classList.remove('open');
    if (typed && keep) sheet.type([active], text);
  }
  function go(cell, extend) {
    close(true);
    active = cell;
    if (!extend) anchor = cell;
    cell.append(box);
    box.readOnly = sheet.shut(cell);
    box.focus({ preventScroll: true });
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    paint();
  }
  function move([down, right], extend) {
    const [row, column] = place(active);
    go(at(within(row + down, rows.length - 1), within(column + right, heads.length - 1)), extend);
  }
  /* Tab leaves the sheet behind its last cell, as it leaves every field. */
  function tab(event) {
    const [row, column] = place(active);
    const step = event.shiftKey ? -1 : 1;
    const next = at(row, column + step) || at(row + step, event.shiftKey ? heads.length - 1 : 0);
    if (!next) { close(true); return; }
    event.preventDefault();
    go(next);
  }
  function pin() {
    const cells = block().flat().filter((cell) => state(cell).text);
    const all = cells.every((cell) => state(cell).pinned);
    sheet.edit(cells.map((cell) => [cell, { ...state(cell), pinned: !all }]));
  }
  function off() {
    const cells = block().flat();
    sheet.type(cells, cells.every((cell) => sheet.shut(cell) || state(cell).text === '不适用') ? '' : '不适用');
  }
  const press = (name) => sheet.tool(name) && sheet.tool(name).click();
  const KEYS = { F2: () => open('in'), F4: () => press('pin'), F8: () => press('off'), Escape: () => { sheet.cancel(); close(false); } };
  const CONTROL = { z: () => press('undo'), d: () => press('down'), s: () => { close(true); document.getElementById('grids-save').requestSubmit(); } };

  box.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    const control = event.ctrlKey || event.metaKey;
    const way = MOVES[event.key];
    if (control && CONTROL[event.key.toLowerCase()] && !(typing && event.key === 'z')) { event.preventDefault(); CONTROL[event.key.toLowerCase()](); return; }
    if (control) return;
    if (event.key === 'Tab') tab(event);
    else if (event.key === 'Enter') { event.preventDefault(); if (!sheet.apply()) move([event.shiftKey ? -1 : 1, 0]); }
    else if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
    else if (way && !(typing === 'in' && way[1])) { event.preventDefault(); move(way, event.shiftKey && !typing); }
    else if (event.key === 'Delete' && !typing) sheet.type(block().flat(), '');
    else if ((event.key === 'Home' || event.key === 'End') && !typing) { event.preventDefault(); move([0, event.key === 'Home' ? -heads.length : heads.length], event.shiftKey); }
    else if (event.key === 'Backspace') open('over');
  });
  box.addEventListener('beforeinput', () => open('over'));
  box.addEventListener('compositionstart', () => open('over'));
  box.addEventListener('blur', () => close(true));
  table.addEventListener('mousedown', (event) => {
    const cell = event.target.closest('tbody td');
    if (!cell || event.button || event.target.closest('a') || (event.target === box && typing)) return;
    event.preventDefault();
    go(cell, event.shiftKey);
  });
  table.addEventListener('mouseover', (event) => {
    const cell = event.target.closest('tbody td');
    if (cell && event.buttons === 1 && !typing && active && cell !== active) go(cell, true);
  });
  table.addEventListener('dblclick', (event) => { if (event.target.closest('tbody td') === active) open('in'); });
  if (remark) remark.addEventListener('change', () => sheet.edit([[active, { ...state(active), note: remark.value.trim() }]]));
  [['undo', () => sheet.takeBack()], ['pin', pin], ['off', off]].forEach(([name, act]) => {
    if (sheet.tool(name)) sheet.tool(name).addEventListener('click', () => { act(); box.focus({ preventScroll: true }); });
  });
  sheet.watchers.push(() => { if (active) paint(); });
  Object.assign(sheet, { box, block, place, typing: () => typing, rest: () => box.focus({ preventScroll: true }) });
  active = anchor = table.querySelector('tbody td:not(.n, .k)') || at(0, 0);
  active.append(box);
  paint();
})();
