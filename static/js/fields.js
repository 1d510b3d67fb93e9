/* 填充项 fields: a click in the panel puts the mark into the clause that was written in last. Without scripts the panel is a list to copy from. */
(function () {
  'use strict';
  const WRITTEN = 'textarea[name^="clause-"], textarea[name="title"]';
  let last = null;

  document.addEventListener('focusin', (event) => {
    if (event.target.matches(WRITTEN)) last = event.target;
  });

  document.addEventListener('click', (event) => {
    const mark = event.target.closest('[data-insert]');
    if (!mark) return;
    const place = last && last.isConnected ? last : document.querySelector('textarea[name^="clause-"]');
    if (!place) return;
    const { selectionStart: start, selectionEnd: end } = place;
    place.setRangeText(mark.dataset.insert, start, end, 'end');
    place.dispatchEvent(new Event('input', { bubbles: true }));
    place.focus();
  });
})();
