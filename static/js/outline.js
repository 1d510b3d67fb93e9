/* 条款提纲 outline: keys, dragging and presses of the editor. The server turns the rows; this asks for it and puts the hands back. */
(function () {
  'use strict';
  const SECTION = '#letter-templates-clauses';
  const PIECES = { find: '#letter-templates-found', uses: '#letter-templates-found', reach: '#letter-templates-reach' };
  const section = () => document.querySelector(SECTION);
  const on = (name, act, how) => document.addEventListener(name, act, how);
  const clauseOf = (element) => element && element.closest ? element.closest('details.clause') : null;
  let queue = Promise.resolve();
  let waiting = 0;

  /* One press after the other. What is typed into the clause that moves goes on with it; other texts take no keys meanwhile. */
  function ask(turn) {
    if (waiting > 3 || !section()) return;
    waiting += 1;
    queue = queue.then(async () => {
      const value = turn();
      const place = section();
      if (value && place) await send(place, value);
    }).catch(() => {}).then(() => { waiting -= 1; });
  }
  async function send(place, value) {
    const hand = document.activeElement;
    const caret = hand.matches && hand.matches('textarea') ? [hand.selectionStart, hand.selectionEnd] : null;
    const target = PIECES[value.split('-')[0]] || SECTION;
    const goes = caret && /^(up|down|in|out)-/.test(value) && value.split('-')[1] === clauseOf(hand).dataset.place ? hand : null;
    const sent = goes && goes.value;
    const resting = target === SECTION && !goes ? Array.from(place.querySelectorAll('details[open] textarea')) : [];
    resting.forEach((text) => { text.readOnly = true; });
    try {
      await window.htmx.ajax('POST', place.dataset.address, { source: SECTION, target, swap: 'outerHTML show:none', values: { turn: value } });
    } finally {
      resting.forEach((text) => { text.readOnly = false; });
    }
    const focus = target === SECTION && section().querySelector('[autofocus]');
    const begun = focus && clauseOf(focus) && clauseOf(focus).contains(document.activeElement); /* opened by a key in the meantime */
    if (focus && !begun) focus.focus({ preventScroll: true }); /* at once: a key struck in between would be lost */
    const now = document.activeElement;
    if (goes && now !== goes && now.matches('textarea')) {
      if (goes.value !== sent) now.value = goes.value;
      now.setSelectionRange(goes.selectionStart, goes.selectionEnd);
    } else if (caret && now.matches('textarea') && !/^(insert|take|add)/.test(value)) now.setSelectionRange(...caret);
    if (target === SECTION) window.htmx.trigger(document.body, 'turned');
    const line = clauseOf(now);
    if (line) line.scrollIntoView({ block: 'nearest' });
  }

  /* Buttons of the form, wherever they stand. */
  on('click', (event) => {
    const button = event.target.closest('button[name=turn]');
    if (button && button.form && button.form.id === 'letter-templates-form') {
      event.preventDefault();
      ask(() => button.value);
      return;
    }
    const link = event.target.closest('a[href^="#clause-"], a[href^="#of-"]');
    const line = link && clauseOf(document.querySelector(link.getAttribute('href')));
    if (line) {
      event.preventDefault();
      line.open = true;
      line.scrollIntoView({ block: 'center' });
      line.querySelector('textarea').focus({ preventScroll: true });
    }
  }, true);

  on('change', (event) => {
    const scope = event.target.closest('[data-reach]');
    if (scope) ask(() => scope.dataset.reach);
    else if (event.target.matches('.clause-body > .acts > .input')) ask(atHand('hold')); /* numbers follow the rank */
  });

  /* Keys: Alt+arrows move and rank, Ctrl+Enter begins a clause below, Delete on a line takes it out, arrows walk the lines. */
  const MOVES = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'out', ArrowRight: 'in' };
  function atHand(deed) {
    return () => {
      const line = clauseOf(document.activeElement);
      return line ? deed + '-' + line.dataset.place + (line.open || deed === 'insert' ? '' : '-folded') : '';
    };
  }
  function walk(line, step) {
    const lines = Array.from(section().querySelectorAll('details.clause > summary'));
    const next = lines[lines.indexOf(line.firstElementChild) + step];
    if (next) next.focus();
  }
  on('keydown', (event) => {
    const line = clauseOf(event.target);
    if (!line || event.isComposing || event.metaKey) return;
    const folded = event.target.matches('summary');
    const arrow = MOVES[event.key];
    if (event.altKey && arrow) ask(atHand(arrow));
    else if (event.ctrlKey && event.key === 'Enter') ask(atHand('insert'));
    else if (folded && event.key === 'Delete') ask(atHand('remove'));
    else if (folded && !event.ctrlKey && !event.altKey && (arrow === 'up' || arrow === 'down')) walk(line, arrow === 'up' ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  on('keydown', (event) => { /* Enter in the finder finds; it does not check the whole form */
    if (event.key !== 'Enter' || !event.target.matches('#find')) return;
    event.preventDefault();
    ask(() => 'find');
  });

  /* A library clause goes after the line that was touched last; the preview shows the clause that is open. */
  function follow(line) {
    const at = document.querySelector('[name=at]');
    if (line && at) at.value = line.dataset.at;
    const open = !document.querySelector('details.tool[open]') && document.querySelector('details.clause[open]');
    const there = open && document.querySelector('#letter-templates-preview [data-clause="' + open.dataset.at + '"]');
    const pane = there && there.closest('.table-wrap');
    if (pane) pane.scrollTop += there.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 2;
  }
  on('focusin', (event) => { const line = clauseOf(event.target); if (line) follow(line); });
  on('htmx:afterSettle', (event) => { if (event.target.id === 'letter-templates-preview') follow(clauseOf(document.activeElement)); });
  on('toggle', (event) => { /* one is open at a time, to be written in; the native group would shut the line that a press brings back */
    const line = event.target;
    if (!line.matches || !line.matches('details.clause') || !line.open) return;
    document.querySelectorAll('details.clause[open]').forEach((other) => { if (other !== line && !other.querySelector('[aria-invalid]')) other.open = false; });
    follow(line);
    if (document.activeElement === line.firstElementChild) line.querySelector('textarea').focus();
  }, true);

  /* Dragging by the line: it drops above or below the line under the hand, with all that stands under it. */
  let dragged = null;
  function mark(line, below) {
    document.querySelectorAll('.drop-above, .drop-below').forEach((each) => each.classList.remove('drop-above', 'drop-below'));
    if (line) line.classList.add(below ? 'drop-below' : 'drop-above');
  }
  const lower = (event, line) => event.clientY > line.getBoundingClientRect().top + line.offsetHeight / 2;
  on('dragstart', (event) => {
    if (!event.target.matches || !event.target.matches('details.clause > summary')) return;
    dragged = event.target.parentElement;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', dragged.dataset.place);
  });
  on('dragover', (event) => {
    const line = dragged && clauseOf(event.target);
    if (!line) return;
    event.preventDefault();
    mark(line, lower(event, line));
  });
  on('drop', (event) => {
    const line = dragged && clauseOf(event.target);
    if (!line) return;
    event.preventDefault();
    const value = 'move-' + dragged.dataset.place + '-' + (Number(line.dataset.place) + (lower(event, line) ? 1 : 0)) + (dragged.open ? '' : '-folded');
    ask(() => value);
  });
  on('dragend', () => { dragged = null; mark(null); });
})();
