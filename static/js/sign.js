/* 签名 sign: a full-screen canvas. Strokes are kept in their own units (long side 2000), so that turning the device re-draws and never loses
   them; on a phone held upright the writing runs down the screen, no rotation lock needs opening. Only strokes travel; the server draws. */
(function () {
  'use strict';
  const LONG = 2000, LEAST = 400, SPREAD = 120;
  const upright = matchMedia('(orientation: portrait) and (max-width: 40rem)');

  function drawn(strokes) {
    let length = 0; const xs = [], ys = [];
    strokes.forEach((stroke) => stroke.forEach(([x, y], at) => {
      xs.push(x); ys.push(y);
      if (at) length += Math.hypot(x - stroke[at - 1][0], y - stroke[at - 1][1]);
    }));
    const spread = xs.length ? Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) : 0;
    return { length, spread, left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
  }

  class Ink {
    constructor(box) {
      this.box = box; this.form = box.closest('form');
      this.dialog = this.form.querySelector('[data-ink]');
      this.canvas = this.dialog.querySelector('[data-pad]');
      this.field = this.form.querySelector('input[name=strokes]');
      this.store = 'ink:' + box.dataset.mark;
      this.short = 0; this.strokes = []; this.begun = 0;
      this.restore(this.field.value || sessionStorage.getItem(this.store));
      const on = (name, act) => this.dialog.querySelector(`[data-ink-${name}]`).addEventListener('click', act);
      box.querySelector('[data-ink-open]').addEventListener('click', () => this.open());
      on('undo', () => { this.take(); this.strokes.pop(); this.keep(); this.lay(); });
      on('clear', () => { this.take(); this.strokes = []; this.keep(); this.lay(); });
      on('close', () => { this.take(); this.dialog.close(); });
      on('done', () => this.done());
      this.watch = new ResizeObserver(() => { if (this.dialog.open) this.turn(); });
      this.watch.observe(this.canvas);
      this.form.addEventListener('submit', (event) => {
        if (this.fits()) return;
        event.preventDefault(); event.stopImmediatePropagation(); this.open(); this.say('请先签名，写下完整的姓名。');
      }, true);
      this.show();
    }
    say(words) { this.dialog.querySelector('[data-ink-said]').textContent = words; }
    fits() { const ink = drawn(this.strokes); return ink.length >= LEAST && ink.spread >= SPREAD; }
    text() { return this.strokes.length ? JSON.stringify({ box: [LONG, this.short], strokes: this.strokes }) : ''; }
    restore(text) {
      try {
        const told = JSON.parse(text);
        this.short = told.box[1]; this.strokes = told.strokes;
        const last = this.strokes[this.strokes.length - 1];
        this.begun = Date.now() - last[last.length - 1][2];
        this.keep();
      } catch { this.strokes = []; }
    }
    keep() {
      this.field.value = this.text();
      try { if (this.field.value) sessionStorage.setItem(this.store, this.field.value); else sessionStorage.removeItem(this.store); } catch { /* a full store costs only the memory of a reload */ }
    }
    open() { this.say(''); if (!this.dialog.open) this.dialog.showModal(); this.lay(); }

    /* Where the canvas stands now: its long side, which way it lies, screen pixels for one unit. */
    measure() {
      const wide = this.canvas.clientWidth, high = this.canvas.clientHeight, down = upright.matches;
      const long = down ? high : wide, short = down ? wide : high;
      if (!this.strokes.length) this.short = Math.min(LONG, Math.max(200, Math.round((short * LONG) / long)));
      return { wide, high, down, scale: Math.min(long / LONG, short / this.short) };
    }
    lay() {
      if (this.pad) this.pad.off();
      const at = this.at = this.measure();
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      this.canvas.width = at.wide * ratio; this.canvas.height = at.high * ratio;
      this.canvas.getContext('2d').scale(ratio, ratio);
      this.pad = new window.SignaturePad(this.canvas, { throttle: 0, minDistance: 2, minWidth: 1.2, maxWidth: 3.6 });
      this.pad.fromData(this.strokes.map((stroke) => ({ minWidth: 1.2, maxWidth: 3.6, dotSize: 2, points: stroke.map(([u, v, t]) => (
        { x: at.down ? at.wide - v * at.scale : u * at.scale, y: at.down ? u * at.scale : v * at.scale, time: t, pressure: 0.5 })) })));
      this.pad.addEventListener('beginStroke', () => { this.say(''); if (!this.begun) this.begun = Date.now(); });
      this.pad.addEventListener('endStroke', () => { this.take(); this.keep(); });
    }
    /* A turn in the middle of a stroke: what is drawn so far is taken in by the old measure, then laid out by the new one. */
    turn() {
      const now = this.measure();
      if (this.at && now.wide === this.at.wide && now.high === this.at.high && now.down === this.at.down) return;
      this.take(); this.keep(); this.lay();
    }
    take() {
      if (!this.pad || !this.at) return;
      const { wide, down, scale } = this.at;
      const within = (value, most) => Math.round(Math.min(most, Math.max(0, value)));
      this.pad.toData().slice(this.strokes.length).forEach((group) => {
        const points = group.points.map((point) => [
          within((down ? point.y : point.x) / scale, LONG), within((down ? wide - point.x : point.y) / scale, this.short),
          within(point.time - this.begun, 3600000)]);
        if (points.length) this.strokes.push(points);
      });
    }
    done() {
      this.take(); this.keep();
      if (!this.fits()) { this.say(this.strokes.length ? '签名太短，请写下完整的姓名。' : '还没有签名。'); return; }
      this.dialog.close(); this.show();
      if ('atOnce' in this.box.dataset) this.form.requestSubmit();
      else { const next = this.form.querySelector('input[type=password]'); if (next) next.focus(); }
    }
    show() {
      const shown = this.box.querySelector('[data-shown]'), pen = shown.getContext('2d'), ink = drawn(this.strokes);
      shown.hidden = !this.fits();
      if (shown.hidden) return;
      const scale = Math.min(600 / (ink.right - ink.left || 1), 200 / (ink.bottom - ink.top || 1));
      pen.clearRect(0, 0, shown.width, shown.height);
      pen.lineWidth = 5; pen.lineCap = pen.lineJoin = 'round';
      this.strokes.forEach((stroke) => {
        pen.beginPath();
        stroke.concat([stroke[stroke.length - 1]]).forEach(([x, y]) => pen.lineTo((x - ink.left) * scale + 20, (y - ink.top) * scale + 20));
        pen.stroke();
      });
      this.box.querySelector('[data-ink-open]').textContent = '重新签名';
    }
  }

  const forget = (name) => sessionStorage.removeItem('ink:' + name);
  document.addEventListener('htmx:afterRequest', (event) => {
    const form = event.detail.elt.closest('form');
    if (!form || !(event.detail.xhr.status < 300) || !event.detail.xhr.getResponseHeader('HX-Redirect')) return;
    const box = form.querySelector('[data-mark]');
    if (box) forget(box.dataset.mark);
    if (form.dataset.forget) forget(form.dataset.forget);
  });
  function look() {
    document.querySelectorAll('[data-mark]').forEach((box) => { if (!box.dataset.ready) { box.dataset.ready = '1'; new Ink(box); } });
  }
  document.addEventListener('htmx:load', look);
  look();
})();
