/* 选择 pick: a long list of units becomes a box to type in, with what fits under it; a box for a name offers names. Without scripts the list and the box are there as they are. */
(function () {
  'use strict';
  const FEW = 12;
  const all = (selector, scope) => Array.from(scope.querySelectorAll(selector));
  const list = () => document.getElementById('find-picks');
  const shown = () => list() && !list().hidden;
  const base = () => document.querySelector('#find-box form[action]').getAttribute('action');
  const chosen = (select) => (select.selectedOptions[0] && select.value ? select.selectedOptions[0].textContent.trim() : '');
  const selectOf = (place) => place.querySelector('select[data-picker]');
  const inputOf = (place) => place.querySelector('[data-asks]');

  function asking(input, kind, free) {
    const words = { 'data-asks': kind, autocomplete: 'off', 'hx-get': base() + kind, 'hx-trigger': 'input changed delay:120ms, find-now', 'hx-target': '#find-picks', 'hx-swap': 'outerHTML', 'hx-sync': 'this:replace', 'hx-push-url': 'false' };
    Object.keys(words).forEach((name) => input.setAttribute(name, words[name]));
    const place = Object.assign(document.createElement('div'), { className: 'picker' });
    place.dataset.finder = free ? 'free' : '';
    return place;
  }
  function dress(select) {
    if (select.options.length <= FEW || select.closest('.picker')) return;
    const input = Object.assign(document.createElement('input'), { type: 'search', className: 'input', name: 'q', id: select.id + '-pick', value: chosen(select), placeholder: '名称、拼音或首字母', required: select.required });
    input.setAttribute('form', '');
    const label = document.querySelector('label[for="' + CSS.escape(select.id) + '"]');
    if (label) label.htmlFor = input.id;
    ['aria-describedby', 'aria-invalid'].forEach((name) => { if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name)); });
    const place = asking(input, select.dataset.picker, false);
    select.before(place);
    place.append(input, select);
    select.hidden = true;
    select.required = false;
    window.htmx.process(place);
  }
  function offer(input) {
    if (input.closest('.picker')) return;
    const host = input.closest('label') || input;
    const place = asking(input, input.dataset.suggest, true);
    host.before(place);
    place.append(host);
    window.htmx.process(place);
  }
  function unfold(place) {
    if (shown() && place.contains(list())) return;
    fold();
    const under = list() || Object.assign(document.createElement('ul'), { id: 'find-picks', className: 'tree picks' });
    under.hidden = false;
    place.append(under);
  }
  function fold() {
    if (!shown()) return;
    const open = list().closest('.picker');
    list().hidden = true; /* an answer still on its way finds its place, and is not shown */
    list().replaceChildren();
    if (selectOf(open)) inputOf(open).value = chosen(selectOf(open));
  }
  function take(hit) {
    const place = hit.closest('.picker');
    const select = selectOf(place);
    const input = inputOf(place);
    if (select) { select.value = hit.dataset.pick; fold(); } else { fold(); input.value = hit.dataset.label; }
    input.focus();
    (select || input).dispatchEvent(new Event('change', { bubbles: true }));
  }

  document.addEventListener('input', (event) => { if (event.target.matches('[data-asks]') && event.isTrusted) unfold(event.target.closest('.picker')); }, true);
  document.addEventListener('click', (event) => {
    const hit = event.target.closest('.picker [data-pick]');
    if (hit) { take(hit); return; }
    const input = event.target.closest('[data-asks]');
    if (!input || !input.closest('[data-finder=""]')) return;
    input.select();
  });
  document.addEventListener('keydown', (event) => {
    const place = event.target.closest('.picker');
    if (!place || event.isComposing) return;
    if (event.key === 'Escape' && shown()) { event.preventDefault(); event.stopPropagation(); inputOf(place).focus(); fold(); }
    if (event.key === 'ArrowDown' && !shown() && selectOf(place)) { unfold(place); inputOf(place).value = ''; window.htmx.trigger(inputOf(place), 'find-now'); }
  });
  document.addEventListener('focusout', (event) => {
    const place = event.target.closest('.picker');
    if (place && event.relatedTarget && !place.contains(event.relatedTarget)) fold();
  });
  document.addEventListener('mousedown', (event) => { if (!event.target.closest('.picker')) fold(); });
  document.addEventListener('htmx:configRequest', (event) => {
    const input = event.detail.elt;
    if (!input.matches('[data-asks]')) return;
    event.detail.parameters = event.detail.parameters instanceof FormData ? new FormData() : {};
    if (event.detail.parameters instanceof FormData) event.detail.parameters.set('q', input.value); else event.detail.parameters.q = input.value;
  });
  document.addEventListener('htmx:beforeSwap', (event) => { if (event.detail.target.id === 'find-picks' && event.detail.target.hidden) event.detail.shouldSwap = false; });
  document.addEventListener('htmx:afterSwap', () => { /* what the list does not hold cannot be chosen */
    const select = list() && list().closest('.picker') && selectOf(list().closest('.picker'));
    if (!select) return;
    const known = new Set(Array.from(select.options, (option) => option.value));
    all('[data-pick]', list()).forEach((hit) => { if (!known.has(hit.dataset.pick)) hit.closest('li').remove(); });
  });
  function dressAll() { all('select[data-picker]', document).forEach(dress); all('[data-suggest]', document).forEach(offer); }
  document.addEventListener('htmx:load', dressAll);
})();
