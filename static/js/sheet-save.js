/* 存表 sheet-save: only changed cells travel; the answer tells how heads and cells stand now. What somebody else changed meanwhile
   is shown beside what was typed, and nothing is overwritten unseen. */
(function () {
  'use strict';
  const sheet = window.sheet;
  if (!sheet) return;
  const { tools, heads, rows, before, state } = sheet;
  const saving = document.getElementById('grids-save');
  const dividing = document.getElementById('grids-division');
  const clash = tools.querySelector('[data-clash]');
  let sent = null; /* what is under way: {cells: Map(cell → state), back: a step is taken back, whole: a column is divided, steps: how many there were} */
  let again = false; /* 保存 was pressed while another was under way: it is done when the answer is in, not swallowed */
  let chosen = null; /* the cells of a step that is taken back; otherwise all changed ones are saved */

  const lineOf = (cell) => (cell.dataset.task
    ? [cell.dataset.task, cell.dataset.version, state(cell).text]
    : [cell.parentNode.dataset.row, sheet.headOf(cell).dataset.column, state(cell).text, state(cell).pinned ? '固' : '', state(cell).note]
  ).map((part) => part.replace(/[\t\n\r]/g, ' ')).join('\t');

  function pack(form, cells, columns, kind) {
    form.elements.cells.value = cells.map(lineOf).join('\n');
    if (form.elements.versions) form.elements.versions.value = columns.map((head) => head.dataset.column + '\t' + head.dataset.version).join('\n');
    sent = { cells: new Map(cells.map((cell) => [cell, state(cell)])), steps: sheet.steps.length, ...kind };
  }
  function send(form, packed) {
    form.addEventListener('submit', (event) => {
      if (!sent) { packed(); return; }
      event.preventDefault();
      event.stopImmediatePropagation();
      again = form === saving;
    }, true);
  }
  send(saving, () => {
    const cells = Array.from(before.keys()).filter((cell) => !chosen || chosen.has(cell));
    pack(saving, cells, heads.filter((head) => cells.some((cell) => sheet.headOf(cell) === head)), { back: Boolean(chosen) });
    chosen = null;
  });
  ['htmx:sendError', 'htmx:timeout', 'htmx:responseError', 'htmx:abort'].forEach((name) => document.addEventListener(name, () => { sent = null; again = false; }));

  /* A cell of the answer: mine where I typed, theirs beside it where somebody else was first. */
  function settle(cell, stands, done) {
    const stood = before.get(cell);
    const mine = state(cell);
    const settled = done && sent.cells.has(cell) && sheet.same(mine, sent.cells.get(cell));
    if (!stood || settled || sheet.same(stands, mine)) {
      before.delete(cell);
      sheet.draw(cell, stands, '');
      sheet.clear(cell);
      return;
    }
    before.set(cell, stands);
    if (done || sheet.same(stands, stood)) return;
    cell.classList.add('c');
    cell.dataset.now = '现为' + (stands.text || '空');
  }
  function cellsByName() {
    const found = new Map();
    Array.from(rows).forEach((row) => heads.forEach((head) => {
      const cell = row.cells[head.cellIndex];
      found.set(cell.dataset.task || row.dataset.row + '-' + head.dataset.column, cell);
    }));
    return found;
  }
  /* What was saved is one step from now on: taking it back writes what the server held before. */
  function keep(old) {
    const first = sheet.steps.findIndex((step) => !step.saved);
    const from = first < 0 ? sheet.steps.length : first;
    const step = old.length && !sent.back ? [{ cells: old, saved: true }] : [];
    sheet.steps.splice(from, Math.max(0, sent.steps - from), ...step);
  }
  function take(answer) {
    const done = answer.hasAttribute('data-done');
    const known = cellsByName();
    const old = [];
    answer.querySelectorAll('[data-head]').forEach((told) => {
      const head = heads.find((each) => each.dataset.column === told.dataset.head);
      if (head) Object.assign(head.dataset, { version: told.dataset.version, placed: told.dataset.placed });
    });
    answer.querySelectorAll('[data-cell]').forEach((told) => {
      const cell = known.get(told.dataset.cell);
      if (!cell) return;
      const stands = { text: told.textContent, pinned: told.dataset.mark === 'p', note: told.dataset.note || '' };
      if (told.dataset.version) cell.dataset.version = told.dataset.version;
      const stood = (!sent.whole && before.get(cell)) || state(cell);
      if (!sheet.same(stood, stands)) old.push([cell, stood]);
      settle(cell, stands, done);
    });
    answer.querySelectorAll('[data-wrong]').forEach((told) => {
      const cell = known.get(told.dataset.wrong);
      if (cell) { cell.classList.add('w'); cell.dataset.why = told.textContent; }
    });
    if (done) {
      keep(old);
      const asked = document.querySelector('dialog[open]');
      if (asked) asked.close();
      if (asked || saving.contains(document.activeElement) || document.activeElement === document.body) sheet.rest();
    }
    sent = null;
    sheet.refresh();
    const waited = again && before.size > 0;
    again = false;
    if (waited) saving.requestSubmit();
  }
  sheet.watchers.push(() => { clash.hidden = !sheet.table.querySelector('tbody .c'); });
  document.addEventListener('htmx:load', (event) => { if (event.detail.elt.id.endsWith('grids-answer') && sent) take(event.detail.elt); });

  /* 撤销: what was already saved is written back through the same deed. */
  sheet.takeBack = () => {
    const step = sheet.undo();
    if (!step || !step.saved || !before.size) return;
    chosen = new Set(step.cells.map(([cell]) => cell));
    saving.requestSubmit();
  };
  sheet.tool('theirs').addEventListener('click', () => {
    sheet.edit(Array.from(before).filter(([cell]) => cell.classList.contains('c')));
    sheet.rest();
  });
  heads.forEach((head) => {
    const button = head.querySelector('[data-divide]');
    if (!button) return;
    button.hidden = false;
    button.addEventListener('click', () => {
      document.querySelector('[data-divided]').textContent = '“' + head.dataset.name + '”';
      dividing.elements.column.value = head.dataset.column;
      dividing.closest('dialog').showModal();
    });
  });
  if (dividing) send(dividing, () => {
    const head = heads.find((each) => each.dataset.column === dividing.elements.column.value);
    pack(dividing, Array.from(before.keys()).filter((cell) => sheet.headOf(cell) === head), [head], { whole: true });
  });
})();
