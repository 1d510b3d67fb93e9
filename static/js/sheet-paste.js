/* 贴入 sheet-paste: a block from Excel or WPS is shown in colour before it is taken over; copying, cutting and filling down. */
(function () {
  'use strict';
  const sheet = window.sheet;
  if (!sheet) return;
  const { tools, box, at, state } = sheet;
  const note = tools.querySelector('[data-preview]');
  let waiting = null; /* [cell, state] pairs of the block that is shown and not yet taken over */

  function plan(block) {
    const [row, column] = sheet.place(sheet.block()[0][0]);
    const found = { changes: [], wrong: 0, same: 0, shut: 0, outside: 0 };
    block.forEach((line, down) => line.forEach((text, right) => {
      const cell = at(row + down, column + right);
      if (!cell) { found.outside += text ? 1 : 0; return; }
      if (sheet.shut(cell)) { found.shut += text ? 1 : 0; return; }
      const read = sheet.read(text, cell);
      if (read.text === state(cell).text) { found.same += 1; return; }
      if (read.wrong) found.wrong += 1;
      found.changes.push([cell, { ...state(cell), text }, read]);
    }));
    return found;
  }
  function show(found) {
    found.changes.forEach(([cell, , read]) => {
      cell.classList.add(read.wrong ? 'v' : 'g');
      cell.dataset.next = read.wrong ? '“' + read.text + '”' + read.wrong : '改为' + (read.text || '空');
    });
    const said = [[found.changes.length - found.wrong, '格将改'], [found.wrong, '格看不懂，原因写在格内'], [found.same, '格不变'],
      [found.shut, '格不能填，略过'], [found.outside, '格超出表外，略过']].filter(([count]) => count).map(([count, words]) => count + words);
    note.querySelector('[data-preview-said]').textContent = (said.join('，') || '没有要改的格') + '。按“应用”或回车填入，按“取消”或Esc放弃。';
    note.hidden = false;
    waiting = found.changes;
  }
  function forget() {
    (waiting || []).forEach(([cell]) => { cell.classList.remove('g', 'v'); delete cell.dataset.next; });
    waiting = null;
    note.hidden = true;
  }

  /* True where a block was waiting; the cells that cannot be read are taken over too, and corrected in place. */
  function apply() {
    if (!waiting) return false;
    const changes = waiting;
    forget();
    sheet.edit(changes);
    return true;
  }
  function copy(event) {
    if (sheet.typing()) return false;
    event.preventDefault();
    event.clipboardData.setData('text/plain', sheet.block().map((line) => line.map((cell) => state(cell).text).join('\t')).join('\n'));
    return true;
  }
  box.addEventListener('copy', copy);
  box.addEventListener('cut', (event) => { if (copy(event)) sheet.type(sheet.block().flat(), ''); });
  box.addEventListener('paste', (event) => {
    const text = event.clipboardData.getData('text/plain');
    if (!text || (sheet.typing() && !/[\t\n]/.test(text.trim()))) return;
    event.preventDefault();
    forget();
    const block = window.figures.rows(text);
    if (block.length === 1 && block[0].length === 1) sheet.type(sheet.block().flat(), block[0][0]);
    else show(plan(block));
  });
  function fillDown() {
    const lines = sheet.block();
    const [row, column] = sheet.place(lines[0][0]);
    const single = lines.length === 1;
    const source = lines[0].map((cell, right) => (single ? at(row - 1, column + right) : cell));
    if (!source[0]) return;
    const below = single ? lines : lines.slice(1);
    sheet.edit(below.flatMap((line) => line.map((cell, right) => [cell, { ...state(cell), text: state(source[right]).text }])));
  }
  [['apply', apply], ['cancel', forget], ['down', fillDown]].forEach(([name, act]) => {
    sheet.tool(name).addEventListener('click', () => { act(); sheet.rest(); });
  });
  Object.assign(sheet, { apply, cancel: forget });
})();
