/* 代报 proxy-reports: keys between the cells of the day's table, 1 for 无异常, and how much is about to be filed. Without it both pages are plain forms. */
(function () {
  'use strict';
  const NOTHING = '无异常';
  const table = () => document.querySelector('form[data-proxy]');
  const boxes = (scope) => Array.from((scope || table()).querySelectorAll('td .input'));
  const patrol = (box) => Boolean(box.closest('[data-patrol]'));
  const visible = (box) => box.offsetParent !== null;

  function beside(box, down, right) {
    const cell = box.closest('td');
    const row = cell.parentNode;
    if (right) {
      const line = boxes(row).filter(visible);
      return line[line.indexOf(box) + right];
    }
    for (let next = row; (next = down > 0 ? next.nextElementSibling : next.previousElementSibling);) {
      const found = boxes(next.cells[cell.cellIndex]).filter(visible)[0];
      if (found) return found;
    }
    return null;
  }
  function tell() {
    const tally = document.querySelector('[data-tally]');
    if (tally) {
      const form = tally.closest('form');
      const filled = Array.from(form.querySelectorAll('.asked-value')).filter((box) => box.value.trim());
      tally.textContent = form.querySelectorAll('input:is([name=take], [name=change]):checked').length + filled.length;
    }
    if (!table()) return;
    const count = boxes().filter((box) => box.value.trim()).length;
    table().querySelector('[data-said]').textContent = count ? '填了' + count + '格，还没有保存' : '';
  }

  document.addEventListener('keydown', (event) => {
    const box = event.target;
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey || !box.matches('form[data-proxy] td .input')) return;
    const edge = { ArrowLeft: box.selectionEnd === 0, ArrowRight: box.selectionStart === box.value.length };
    const way = { Enter: [event.shiftKey ? -1 : 1, 0], ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!way || edge[event.key] === false) return;
    event.preventDefault();
    const next = beside(box, ...way);
    if (next) { next.focus(); next.select(); }
  });
  document.addEventListener('change', (event) => {
    if (event.target.matches('form[data-proxy] [data-patrol] .input') && event.target.value.trim() === '1') event.target.value = NOTHING;
    tell();
  });
  document.addEventListener('input', tell);
  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-fill]')) return;
    event.preventDefault();
    boxes().filter((box) => patrol(box) && !box.value.trim() && !box.closest('details')).forEach((box) => { box.value = NOTHING; });
    tell();
  });
  /* Only what was typed travels. */
  document.addEventListener('htmx:configRequest', (event) => {
    if (event.target !== table()) return;
    const sent = event.detail.parameters;
    Object.keys(sent).filter((name) => name.startsWith('cell-') && !String(sent[name]).trim()).forEach((name) => { delete sent[name]; });
  });
  document.addEventListener('htmx:load', tell);
  tell();
})();
