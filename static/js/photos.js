/* 照片框 photos: each is made small and goes up when chosen; what did not arrive says so. Without it the files travel with the form. */
(function () {
  'use strict';
  const WIDE = 1600, FIT = 300 * 1024;
  /* Old browsers draw dots unturned: then the label keeps its turn. */
  const TURNS = window.CSS && CSS.supports('image-orientation', 'from-image');
  const make = (tag, props, ...kids) => { const made = Object.assign(document.createElement(tag), props); made.append(...kids); return made; };
  const press = (textContent, onclick) => make('button', { type: 'button', className: 'button', textContent, onclick });

  /* The camera's label (EXIF): time and place; its turn set to upright. */
  function label(bytes) {
    const view = new DataView(bytes), two = (at, low) => view.getUint16(at, low);
    if (two(0) !== 0xffd8) return '';
    for (let at = 2, end; at + 18 < bytes.byteLength && view.getUint8(at) === 0xff; at = end) {
      end = at + 2 + two(at + 2);
      if (two(at) !== 0xffe1 || view.getUint32(at + 4) !== 0x45786966) continue;
      const low = two(at + 10) === 0x4949, first = at + 10 + view.getUint32(at + 14, low);
      for (let entry = first + 2, left = two(first, low); TURNS && left; left -= 1, entry += 12) if (two(entry, low) === 0x0112) view.setUint16(entry + 8, 1, low);
      return end > bytes.byteLength ? '' : bytes.slice(at, end);
    }
    return '';
  }

  async function shrunk(file) {
    if (file.size <= FIT) return file;
    const image = new Image(), canvas = make('canvas'), pen = canvas.getContext('2d');
    try {
      image.src = URL.createObjectURL(file);
      await new Promise((done, lost) => { image.onload = done; image.onerror = lost; });
      const { naturalWidth: wide, naturalHeight: high } = image, scale = Math.min(1, WIDE / Math.max(wide, high));
      canvas.width = wide * scale;
      canvas.height = high * scale;
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      let blob = file;
      for (let quality = 0.8; blob.size > FIT && quality > 0.3; quality -= 0.15) blob = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', quality); });
      let said = '';
      try { said = label(await file.slice(0, 1 << 18).arrayBuffer()); } catch {}
      return new Blob([blob.slice(0, 2), said, blob.slice(2)], { type: 'image/jpeg' });
    } catch { return file; } finally { URL.revokeObjectURL(image.src); }
  }

  function start(box) {
    box.dataset.begun = 1;
    const form = box.closest('form'), list = box.querySelector('ul'), told = box.querySelector('[data-photos-told]');
    const [add, ...rest] = box.querySelectorAll('.photo-add'), input = add.querySelector('input');
    let turn = Promise.resolve(), warned = false;
    rest.forEach((each) => each.remove());
    const count = (which) => list.querySelectorAll('.photo' + which).length;
    const say = (item, words) => { item.querySelector('p').textContent = words; };

    function tell() {
      const all = count(''), lost = count('.failed');
      told.textContent = all ? all + '张中' + (all - lost - count('.sending')) + '张已到' + (lost ? '，' + lost + '张没有传上' : '') : '';
      add.hidden = all >= box.dataset.most;
    }
    function removable(item) {
      item.append(make('div', { className: 'photo-acts' }, press('移除', () => { item.remove(); tell(); input.focus(); })));
      return item;
    }
    function failed(item, file, words) {
      item.className = 'photo failed';
      say(item, words);
      if (file) item.lastChild.prepend(press('重传', (event) => { event.target.remove(); wait(item, file); }));
    }
    function wait(item, file) {
      item.className = 'photo sending';
      say(item, '等候上传');
      tell();
      turn = turn.then(() => item.isConnected && send(item, file)).then(tell);
    }
    async function send(item, file) {
      const stop = new AbortController(), clock = setTimeout(() => stop.abort(), 90000), token = form.elements.csrf_token.value, body = new FormData();
      say(item, '正在上传');
      try {
        const key = crypto.getRandomValues(new Uint32Array(4)).join('-');
        Object.entries({ csrf_token: token, key, piece: 1, unit_id: box.dataset.unit }).forEach((pair) => body.append(...pair));
        body.append('file', await shrunk(file), file.name);
        const answer = await fetch(box.dataset.photos, { method: 'POST', body, signal: stop.signal, headers: { 'HX-Request': 'true', 'X-CSRFToken': token } });
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html'), kept = page.querySelector('.photo'), why = page.querySelector('[data-sentence]');
        if (!kept) failed(item, /413|422/.test(answer.status) ? 0 : file, why ? why.textContent : '没有传上（代码 ' + answer.status + '）。');
        else if (document.getElementById(kept.id)) item.remove();
        else item.replaceWith(removable(document.importNode(kept, true)));
      } catch { failed(item, file, '没有传上，可能是网络断了。'); } finally { clearTimeout(clock); }
    }

    input.addEventListener('change', () => {
      const file = input.files[0];
      if (!file) return;
      const item = removable(make('li', {}, make('span', { className: 'photo-blank' }), make('p')));
      list.append(item);
      input.value = '';
      wait(item, file);
    });
    /* Words are never lost for a photo: the first press tells, the second goes without it. */
    form.addEventListener('submit', (event) => {
      const open = count('.failed') + count('.sending');
      if (!open || warned) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      warned = true;
      told.textContent = '还有' + open + '张照片没有传上；再按一次，就不带它们提交。';
      told.scrollIntoView();
    }, true);
    [...list.children].forEach(removable);
    tell();
  }

  const begin = () => document.querySelectorAll('[data-photos]:not([data-begun])').forEach(start);
  document.addEventListener('htmx:load', begin);
  begin();
})();
