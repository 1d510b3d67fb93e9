/* 查找 find: Ctrl+K opens the one box; arrows move through what stands under a box, Enter takes the first. Without scripts 查找 is a page. */
(function () {
  'use strict';
  const NARROW = 800;
  const STEPS = { ArrowDown: 1, ArrowUp: -1 };
  let waiting = null;
  const box = () => document.getElementById('find-box');
  const placeOf = (element) => element.closest && element.closest('[data-finder]');
  const inputOf = (place) => place.querySelector('input[data-asks], input[type=search]');
  const scopeOf = (place) => (place.querySelector('[data-words]') ? place : document);
  const hitsOf = (place) => Array.from(scopeOf(place).querySelectorAll('[data-hit]')).filter((hit) => hit.offsetParent);

  function open() {
    if (!box()) { const there = document.querySelector('main [data-finder] input[type=search]'); if (there) { there.focus(); there.select(); } return; }
    if (!box().open) box().showModal();
    inputOf(box()).select();
  }

  /* The first of what was asked for; when the answer is still on its way, of that answer. */
  function take(place) {
    const list = scopeOf(place).querySelector('[data-words]');
    if (list && list.dataset.words === inputOf(place).value.trim()) { const first = hitsOf(place)[0]; if (first) first.click(); return; }
    waiting = place;
    window.htmx.trigger(inputOf(place), 'find-now');
  }

  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-find]');
    if (!opener || !box() || window.innerWidth < NARROW || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') { event.preventDefault(); open(); return; }
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const hit = event.target.closest('[data-hit]');
    const place = placeOf(event.target) || (hit && document.querySelector('[data-finder]'));
    if (!place || !inputOf(place)) return;
    if (event.key === 'Escape' && box() && box().contains(place)) { event.preventDefault(); box().close(); return; }
    const input = inputOf(place);
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      const hits = hitsOf(place);
      const next = hits.indexOf(document.activeElement) + step;
      (next < 0 ? input : hits[Math.min(next, hits.length - 1)] || input).focus();
    } else if (event.key === 'Enter' && event.target === input && place.dataset.finder !== 'free' && input.value.trim()) {
      event.preventDefault();
      take(place);
    } else if (hit && (event.key.length === 1 || event.key === 'Backspace') && event.key !== ' ') input.focus();
  });
  /* While an input method composes, nothing is asked; what it has settled on is. */
  document.addEventListener('input', (event) => { if (event.isComposing && placeOf(event.target)) event.stopPropagation(); }, true);
  document.addEventListener('compositionend', (event) => { if (placeOf(event.target)) event.target.dispatchEvent(new Event('input', { bubbles: true })); });
  document.addEventListener('htmx:afterSettle', (event) => {
    if (!waiting || !event.detail.elt.matches('[data-words]')) return;
    const place = waiting;
    waiting = null;
    const first = hitsOf(place)[0];
    if (first) first.click();
  });
})();
