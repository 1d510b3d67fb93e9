/* 评分按键 score-keys: a unit of thirty rows without a mouse. Digits and Enter go to the next row that is not marked; the panel below shows
   the evidence, the rule and the steps of the row in hand. Without scripts the page is one plain form. */
(function () {
  'use strict';
  const { score, figures } = window;
  const dock = document.querySelector('[data-dock]');
  if (!score || !dock) return;
  const { rows, part, read, save, tell } = score;
  const rowOf = (element) => element.closest && element.closest('tr[data-cell]');
  const points = (text) => figures.share(text, '0.001').amount;
  const looks = new Map();
  let asked = null;

  function go(row, reason) {
    if (!row) return;
    const box = part(row, reason ? 'reason' : 'points');
    box.focus();
    box.select();
    box.scrollIntoView({ block: 'nearest' });
  }
  function next(row) {
    const from = rows.indexOf(row);
    const order = rows.slice(from + 1).concat(rows.slice(0, from));
    const waiting = order.find((each) => 'asked' in each.dataset && !('done' in each.dataset) && !each.dataset.sent);
    if (waiting) { go(waiting); return; }
    const button = document.querySelector('[data-submit]');
    if (button) button.focus(); else go(rows[from + 1]);
  }
  /* Why a reason is wanted, as rules/marking.py asks for it; the server asks once more. */
  function lacks(row) {
    const said = read(row);
    if (said.na) return said.reason.length < 2 && !row.dataset.na ? '写明为什么不适用，回车保存' : '';
    const given = points(said.points);
    if (given === null || said.reason.length > 1) return '';
    if (row.dataset.na) return '系统算分为不适用，写明计分的理由，回车保存';
    if (!row.dataset.system) return given === points(row.dataset.full) ? '' : '写明扣分的理由，回车保存';
    return given === points(row.dataset.system) ? '' : '与系统算分' + row.dataset.system + '不同，写明理由，回车保存';
  }
  function commit(row) {
    const said = read(row);
    if (!said.na && !said.points) { accept(row); return; }
    if (!said.na && points(said.points) === null) { tell(row, '应填数字，最多三位小数，如8.5', true); part(row, 'points').classList.add('bad'); return; }
    const why = lacks(row);
    if (why) { tell(row, why, true); go(row, true); return; }
    if (said.na && !said.reason) part(row, 'reason').value = row.dataset.na;
    row.dataset.sent = '1';
    save(row).finally(() => { delete row.dataset.sent; });
    next(row);
  }
  function accept(row) {
    if (row.dataset.na) { part(row, 'na').checked = true; part(row, 'points').value = ''; part(row, 'reason').value = row.dataset.na; commit(row); return; }
    if (!row.dataset.system) { tell(row, '系统没有算出分，请填得分', true); return; }
    part(row, 'na').checked = false;
    part(row, 'points').value = row.dataset.system;
    commit(row);
  }

  const KEYS = {
    '=': accept, '＝': accept,
    m(row) { part(row, 'na').checked = false; part(row, 'points').value = row.dataset.full; commit(row); },
    n(row) { part(row, 'na').checked = true; part(row, 'points').value = ''; part(row, 'reason').placeholder = '不适用的原因'; tell(row, '写明为什么不适用，回车保存'); go(row, true); },
    '/': (row) => go(row, true), '、': (row) => go(row, true),
    ArrowDown: (row) => go(rows[rows.indexOf(row) + 1]),
    ArrowUp: (row) => go(rows[rows.indexOf(row) - 1]),
    Enter: commit,
  };
  function turn(key) {
    const link = document.querySelector('[data-turn="' + key + '"]');
    if (link) { rows.filter(score.changed).forEach((row) => { if (!lacks(row)) save(row); }); link.click(); }
  }
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.shiftKey && /^Arrow(Left|Right)$/.test(event.key)) { event.preventDefault(); turn(event.key); return; }
    const row = rowOf(event.target);
    if (!row && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const typing = row && event.target.matches('.reason');
    if ((event.key === '?' || event.key === '？') && !typing) { event.preventDefault(); document.getElementById('mark-keys').classList.toggle('more'); return; }
    if (!row) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (typing && key === 'Escape') { event.preventDefault(); go(row); return; }
    if (!KEYS[key] || (typing && key.length === 1)) return;
    event.preventDefault();
    KEYS[key](row);
  });
  /* Left by mouse or Tab: saved where nothing is lacking. */
  score.form.addEventListener('change', (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    if (event.target.name.startsWith('na-') && event.target.checked) part(row, 'points').value = '';
    if (event.target.name.startsWith('points-') && event.target.value.trim()) part(row, 'na').checked = false;
    const why = lacks(row);
    if (why) tell(row, why, true); else if (read(row).na || points(read(row).points) !== null) save(row);
  });

  function ask(row) {
    if (row && !looks.has(row)) looks.set(row, fetch(row.dataset.look, { headers: { 'HX-Request': 'true', 'HX-Target': 'score-cells-focus' } }));
  }
  async function look(row) {
    const here = dock.querySelector('[data-look-here]');
    rows.forEach((each) => each.classList.toggle('here', each === row));
    ask(row);
    try {
      const answer = await looks.get(row);
      if (!answer.ok) throw new Error(String(answer.status));
      const text = await answer.clone().text();
      if (asked !== row) return;
      here.replaceChildren(...new DOMParser().parseFromString(text, 'text/html').body.childNodes);
      ask(rows[rows.indexOf(row) + 1]); /* the next one is read ahead */
    } catch {
      looks.delete(row);
      if (asked === row) here.textContent = '佐证和算法没有读到，请稍后再看。';
    }
  }
  score.form.addEventListener('focusin', (event) => {
    const row = rowOf(event.target);
    if (!row || row === asked) return;
    asked = row;
    setTimeout(() => { if (asked === row) look(row); }, 120);
  });
  go(rows.find((row) => 'asked' in row.dataset && !('done' in row.dataset)) || rows[0]);
})();
