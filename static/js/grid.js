/* 分解表 grid: Enter and arrows move along a column, one pasted column of a spreadsheet fills downward, Ctrl+Z takes the paste back. */
(function () {
  'use strict';
  const KEYS = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };
  let undo = null;
  const column = (cell) => Array.from(cell.closest('table').querySelectorAll('[data-cell="' + cell.dataset.cell + '"]'))
    .filter((each) => !each.disabled && !each.readOnly);

  function tell(cell) {
    cell.dispatchEvent(new Event('change', { bubbles: true }));
  }

  document.addEventListener('keydown', (event) => {
    const cell = event.target.closest('[data-cell]');
    if (!cell || event.isComposing) return;
    if (event.key === 'z' && (event.ctrlKey || event.metaKey) && undo) {
      event.preventDefault();
      undo.forEach(([each, value]) => { each.value = value; });
      undo = null;
      tell(cell);
      return;
    }
    const step = event.key === 'Enter' && event.shiftKey ? -1 : KEYS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const cells = column(cell);
    const next = cells[cells.indexOf(cell) + step];
    if (next) { next.focus(); next.select(); } else tell(cell);
  });

  document.addEventListener('paste', (event) => {
    const cell = event.target.closest('[data-cell]');
    if (!cell) return;
    const values = window.figures.rows(event.clipboardData.getData('text/plain')).map((line) => line[0]);
    if (values.length < 2) return;
    event.preventDefault();
    const cells = column(cell);
    const filled = cells.slice(cells.indexOf(cell), cells.indexOf(cell) + values.length);
    undo = filled.map((each) => [each, each.value]);
    filled.forEach((each, place) => { each.value = values[place]; });
    filled[filled.length - 1].focus();
    tell(cell);
  });

  document.addEventListener('input', (event) => { if (event.target.closest('[data-cell]')) undo = null; });
})();
