/* 读数 figures: cells as people type or paste them; figures in whole thousandths. The server reads them once more (rules/typed.py). */
window.figures = (function () {
  'use strict';
  const OFF = ['不适用', '不承担', '无此项', '-', '--', '—', '——', '–', '×', '✕', '/'];
  const NUMBER = /^([-+]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)(?:\.([0-9]{1,3})0*)?$/;
  const DAY = /^(?:([0-9]{4}) *[-./年] *)?([0-9]{1,2}) *[-./月] *([0-9]{1,2}) *[日号]?(?:[ T]00:00(?::00)?)?$/;
  const DIGITS = /^([0-9]{4})([0-9]{2})([0-9]{2})$/;
  const LARGEST = 10n ** 15n;
  /* A ² or ① is a word, not a digit. */
  const plain = (text) => text.length > 40 || /\p{No}/u.test(text) ? '' : text.normalize('NFKC').replace(/−/g, '-').trim();
  const cell = (text, amount, wrong) => ({ text, amount, wrong });

  /* 38.5 in thousandths is 38500n. */
  function thousandths(text) {
    const [whole, part] = text.split('.');
    return BigInt(whole + (part || '').padEnd(3, '0'));
  }
  function words(amount) {
    const text = String(amount < 0n ? -amount : amount).padStart(4, '0');
    const part = text.slice(-3).replace(/0+$/, '');
    return (amount < 0n ? '-' : '') + text.slice(0, -3) + (part ? '.' + part : '');
  }
  /* Commas and blanks stand only between true groups of three: in 1,5 the comma may have been meant as a point. */
  function number(typed) {
    const found = NUMBER.exec(typed.replace(/\s*([-+.,])\s*/g, '$1'));
    if (!found) return null;
    const amount = thousandths(found[2].replace(/[, ]/g, '') + '.' + (found[3] || ''));
    return amount > LARGEST ? null : found[1] === '-' ? -amount : amount;
  }
  function share(text, step) {
    const typed = plain(text);
    if (OFF.includes(typed)) return cell('不适用', null, '');
    if (!text.trim()) return cell('', null, '');
    const amount = number(typed);
    if (amount === null) return cell(text, null, '应填数字，最多三位小数，如38.5。');
    if (amount < 0n) return cell(text, null, '不能为负数。');
    if (amount % thousandths(step)) return cell(text, null, '应是最小单位' + step + '的整数倍。');
    return cell(words(amount), amount, '');
  }
  /* 对照上年: 上年36，增2 of a figure; what is no figure is not compared. */
  function compared(past, text) {
    const now = share(text, '0.001').amount;
    const more = now === null ? null : now - thousandths(past);
    const rest = more === null ? '' : more ? '，' + (more > 0n ? '增' : '减') + words(more < 0n ? -more : more) : '，持平';
    return '上年' + past + rest;
  }
  function due(text, year) {
    const typed = plain(text).replace(/\s+/g, ' ').replace(/。/g, '.');
    const found = DAY.exec(typed) || DIGITS.exec(typed);
    if (!found) return cell(text, null, '应填日期，如3.31、3月31日或2026-03-31。');
    const [of, month, day] = [Number(found[1] || year), Number(found[2]), Number(found[3])];
    const on = new Date(of, month - 1, day);
    if (on.getMonth() !== month - 1 || on.getDate() !== day) return cell(text, null, '没有这一天，请核对月、日。');
    if (of < 1949 || of > 2099) return cell(text, null, '年份应在1949至2099年之间，请核对。');
    return cell((of === Number(year) ? '' : of + '年') + month + '月' + day + '日', null, '');
  }

  /* 剪贴的一片: what Excel and WPS put on the clipboard; a cell with line breaks or tabs stands in quotation marks. */
  function rows(text) {
    const body = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
    const found = [[]];
    const parts = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))([\t\n]|$)/y;
    for (let end = false; !end;) {
      const [, quoted, bare, mark] = parts.exec(body);
      found[found.length - 1].push((quoted === undefined ? bare : quoted.replace(/""/g, '"')).replace(/\s+/g, ' ').trim());
      if (mark === '\n') found.push([]);
      end = !mark;
    }
    return found;
  }
  return { share, due, rows, words, thousandths, compared };
})();
