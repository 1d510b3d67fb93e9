/* 未报送的内容 drafts: what was typed into a form with data-draft is kept in this browser until it is sent, for a week at most. */
(function () {
  'use strict';
  const WEEK = 7 * 86400000;
  const PREFIX = 'draft:';
  const formOf = (element) => element.closest && element.closest('form[data-draft]');
  const nameOf = (form) => PREFIX + form.dataset.draft;
  const typed = (form) => Array.from(form.elements).filter((each) => each.name && each.type !== 'hidden' && each.type !== 'file' && each.tagName !== 'BUTTON');

  /* A browser that keeps nothing (private window, full store) only loses this convenience. */
  function store(act) { try { return act(window.localStorage); } catch { return null; } }

  function keep(form) {
    const values = {};
    typed(form).forEach((each) => { if (each.type !== 'radio' || each.checked) values[each.name] = each.value; });
    store((shelf) => shelf.setItem(nameOf(form), JSON.stringify({ at: Date.now(), values })));
  }
  function drop(form) { store((shelf) => shelf.removeItem(nameOf(form))); }

  function restore(form) {
    const kept = store((shelf) => JSON.parse(shelf.getItem(nameOf(form))));
    if (!kept || form.querySelector('[aria-invalid=true]')) return;
    let changed = false;
    typed(form).forEach((each) => {
      const value = kept.values[each.name];
      if (value === undefined) return;
      if (each.type === 'radio') { if (each.value === value && !each.checked) { each.checked = true; changed = true; } return; }
      if (each.value === value) return;
      each.value = value;
      changed = true;
    });
    form.querySelector('[data-draft-said]').hidden = !changed;
  }

  function sweep() {
    store((shelf) => Object.keys(shelf).filter((name) => name.startsWith(PREFIX)).forEach((name) => {
      let at = 0;
      try { at = JSON.parse(shelf.getItem(name)).at; } catch { /* not ours to read: it goes */ }
      if (!(Date.now() - at < WEEK)) shelf.removeItem(name);
    }));
  }

  const input = (event) => { const form = formOf(event.target); if (form) keep(form); };
  document.addEventListener('input', input);
  document.addEventListener('change', input);
  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-draft-drop]')) return;
    const form = formOf(event.target);
    drop(form);
    location.reload();
  });
  document.addEventListener('htmx:afterRequest', (event) => { /* sent: the server leads on */
    const form = formOf(event.target);
    if (form && event.detail.xhr.getResponseHeader('HX-Redirect')) drop(form);
  });
  sweep();
  document.querySelectorAll('form[data-draft]').forEach(restore);
})();
