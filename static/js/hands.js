/* 小动作 hands: dialogs, keys that press buttons, select-all with its count, copying, previews. Every page also works without them. */
(function () {
  'use strict';
  const all = (selector, scope) => Array.from((scope || document).querySelectorAll(selector));
  const on = (name, act) => document.addEventListener(name, act);
  const formOf = (element) => element.closest('form') || document;

  function count() {
    all('[data-count]').forEach((place) => { place.textContent = all('input[type=checkbox]:checked', formOf(place)).filter((tick) => tick.name === place.dataset.count).length; });
    all('[data-all]').forEach((head) => { const ticks = all('input[type=checkbox]', formOf(head)).filter((tick) => tick.name === head.dataset.all && !tick.disabled); head.checked = ticks.length > 0 && ticks.every((tick) => tick.checked); });
  }
  async function copy(button) {
    const source = document.querySelector(button.dataset.copy);
    const text = source.value === undefined ? source.innerText : source.value;
    const words = button.textContent;
    try { await navigator.clipboard.writeText(text); } catch { /* plain http has no clipboard: the old command does it */
      const area = document.body.appendChild(Object.assign(document.createElement('textarea'), { value: text, className: 'away' }));
      area.select(); document.execCommand('copy'); area.remove(); button.focus();
    }
    button.textContent = '已复制';
    setTimeout(() => { button.textContent = words; }, 2000);
  }
  on('click', (event) => {
    const hand = event.target.closest('[data-open], [data-hide], [data-copy], [data-print]');
    if (!hand) return;
    if (hand.dataset.open) { event.preventDefault(); document.getElementById(hand.dataset.open).showModal(); }
    if (hand.hasAttribute('data-hide')) hand.closest('.flash').hidden = true;
    if (hand.dataset.copy) copy(hand);
    if (hand.hasAttribute('data-print')) print();
  });
  on('change', (event) => {
    const { name, checked, dataset, type, files, id } = event.target;
    if (dataset.all) all('input[type=checkbox]', formOf(event.target)).forEach((tick) => { if (tick.name === dataset.all && !tick.disabled) tick.checked = checked; });
    if (type === 'checkbox' && (dataset.all || name)) count();
    const shelf = type === 'file' && document.querySelector('[data-previews="' + CSS.escape(id) + '"]');
    if (shelf) shelf.replaceChildren(...Array.from(files).filter((file) => file.type.startsWith('image/')).map((file) => Object.assign(new Image(), { src: URL.createObjectURL(file), alt: file.name })));
  });
  on('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input, textarea, select, [contenteditable]')) return;
    const key = all('[data-key]', document.querySelector('dialog[open]') || document).find((each) => each.dataset.key === event.key && each.offsetParent);
    if (key) { event.preventDefault(); key.click(); }
  });
  /* A piece that asks for itself rests while nobody looks, asks at once when somebody looks again, and takes back its own complaint. */
  const polls = (event) => event.target.hasAttribute && event.target.hasAttribute('data-polls');
  let complained = false;
  on('htmx:beforeRequest', (event) => { if (polls(event) && document.hidden) event.preventDefault(); });
  on('visibilitychange', () => { if (!document.hidden) all('[data-polls]').forEach((piece) => window.htmx.trigger(piece, 'look')); });
  ['htmx:sendError', 'htmx:timeout'].forEach((name) => on(name, (event) => { complained = complained || polls(event); }));
  on('htmx:afterRequest', (event) => {
    if (!complained || !polls(event) || !event.detail.successful) return;
    complained = false;
    document.getElementById('trouble').hidden = true;
  });
  on('htmx:load', count);
  count();
})();
