/* 小动作 hands: dialogs, keys that press buttons, rows that are walked, select-all with its count, copying, previews. Every page also works without them. */
(function () {
  'use strict';
  const all = (selector, scope) => Array.from((scope || document).querySelectorAll(selector));
  const on = (name, act) => document.addEventListener(name, act);
  const formOf = (element) => element.closest('form') || document;

  const ticked = (place, name) => all('input[type=checkbox]:checked', formOf(place)).filter((tick) => tick.name === name).length;

  function count() {
    all('[data-count]').forEach((place) => { place.textContent = ticked(place, place.dataset.count); });
    all('[data-above]').forEach((field) => { /* 总数: asked for above so many, and held against the list before anything is sent */
      const number = field.dataset.of ? ticked(field, field.dataset.of) : Number(field.dataset.number);
      const input = field.querySelector('input');
      field.hidden = input.disabled = number <= Number(field.dataset.above);
      input.required = !field.hidden;
      const typed = input.value.normalize('NFKC').trim();
      input.setCustomValidity(typed && typed !== String(number) ? '与名单不符，请核对名单后填总数。' : '');
    });
    all('[data-all]').forEach((head) => { const ticks = all('input[type=checkbox]', formOf(head)).filter((tick) => tick.name === head.dataset.all && !tick.disabled); head.checked = ticks.length > 0 && ticks.every((tick) => tick.checked); });
  }
  /* 复制: without a clipboard (plain http) the old command takes what is selected; where that fails too, it stays selected. */
  async function copy(button) {
    const source = document.querySelector(button.dataset.copy);
    const words = button.textContent;
    let done = true;
    try { await navigator.clipboard.writeText(source.value === undefined ? source.innerText : source.value); } catch {
      if (source.select) source.select(); else getSelection().selectAllChildren(source);
      done = document.execCommand('copy');
    }
    button.textContent = done ? '已复制' : '已选中，请按Ctrl+C';
    all('[data-copied]', button.parentElement).forEach((said) => { said.hidden = !done; });
    setTimeout(() => { button.textContent = words; }, done ? 2000 : 6000);
  }
  /* 逐行: J and K to the link of the next row and of the one before, arrows too once a row is chosen; Enter opens it. */
  function walk(event) {
    const links = all('[data-rows] tbody th a');
    const here = links.findIndex((link) => link.closest('tr').contains(document.activeElement));
    const step = { j: 1, k: -1, ...(here < 0 ? {} : { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
    const next = step && links[here < 0 ? 0 : here + step];
    if (next) { event.preventDefault(); next.focus(); }
  }
  on('click', (event) => {
    const hand = event.target.closest('[data-open], [data-hide], [data-copy], [data-print]');
    if (!hand) return;
    if (hand.dataset.open) { event.preventDefault(); document.getElementById(hand.dataset.open).showModal(); }
    if (hand.hasAttribute('data-hide')) hand.closest('.flash').hidden = true;
    if (hand.dataset.copy && (hand.type !== 'submit' || !hand.form || hand.form.checkValidity())) copy(hand);
    if (hand.hasAttribute('data-print')) print();
  });
  on('change', (event) => {
    const { name, checked, dataset, type, files, id } = event.target;
    if (dataset.all) all('input[type=checkbox]', formOf(event.target)).forEach((tick) => { if (tick.name === dataset.all && !tick.disabled) tick.checked = checked; });
    if (type === 'checkbox' && (dataset.all || name)) count();
    const shelf = type === 'file' && document.querySelector('[data-previews="' + CSS.escape(id) + '"]');
    if (shelf) shelf.replaceChildren(...Array.from(files).filter((file) => file.type.startsWith('image/')).map((file) => Object.assign(new Image(), { src: URL.createObjectURL(file), alt: file.name })));
  });
  on('input', (event) => { if (event.target.closest('[data-above]')) count(); });
  on('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input, textarea, select, [contenteditable]')) return;
    const key = all('[data-key]', document.querySelector('dialog[open]') || document).find((each) => each.dataset.key === event.key && each.offsetParent);
    if (key && !event.repeat) { event.preventDefault(); key.click(); } /* a key held down since the page before presses nothing */
    if (!key && !document.querySelector('dialog[open]')) walk(event);
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
