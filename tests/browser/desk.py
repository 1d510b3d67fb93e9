"""办公桌: the pages as the office speaks of them. A journey says what a person does; where it stands on the page is said here."""

import re

try:
    from playwright.sync_api import expect
except ImportError:  # the folder is skipped then
    expect = None

REFUSED = re.compile(
    r"Failed to load resource: the server responded with a status of 4\d\d|Response Status Error Code 4\d\d from"
    r"|htmx:(?:afterRequest|sendAbort), "
)
"""Chromium's and htmx's own remarks on an answer that says no in words, or on a request that a newer one has replaced;
no fault of the page."""
RUN_WILD = """() => {
  const wide = document.documentElement.clientWidth, clipped = [];
  for (const each of document.querySelectorAll('button, .button')) {
    const box = each.getBoundingClientRect();
    if (!box.width || each.closest('.table-wrap, .menu, .away, dialog:not([open])')) continue;
    if (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1
        || (box.right > wide + 1 && !each.classList.contains('away'))) clipped.push(each.textContent.trim());
  }
  const beyond = [];
  if (document.scrollingElement.scrollWidth > wide) for (const each of document.querySelectorAll('body *')) {
    if (each.getBoundingClientRect().right > wide + 1 && !each.closest('.table-wrap, .menu')) beyond.push(each.tagName + '.' + each.className);
  }
  return { wide: document.scrollingElement.scrollWidth - wide, beyond: beyond.slice(0, 4), clipped,
    title: document.title, heading: document.querySelector('h1').innerText };
}"""
LOADED = "() => document.readyState === 'complete' && !!document.scrollingElement"


class Desk:
    """一个窗口: a browser window of one person; collects what went wrong unseen."""

    def __init__(self, window, host):
        self.window, self.host = window, host
        self.faults = []
        window.on("console", self._console)
        window.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        window.on("request", self._request)
        window.on("dialog", self._dialog)
        self.page = window.new_page()

    def _console(self, message):
        if message.type in ("error", "warning") and not REFUSED.match(message.text):
            self.faults.append(f"console: {message.text} ({self.page.url})")

    def _request(self, request):
        if request.url.startswith(("blob:", "data:")):
            return
        if f"//{self.host}/" not in request.url:
            self.faults.append(f"a request elsewhere: {request.url}")
        elif request.url.endswith("/csp"):
            self.faults.append(f"policy broken: {request.post_data}")

    def _dialog(self, dialog):
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def forgive(self, words):
        """Take back the faults that the test has brought about on purpose."""
        self.faults = [fault for fault in self.faults if words not in fault]

    # -- what a person does ------------------------------------------------

    def open(self, path):
        return self.page.goto(path)

    def sign_in(self, login, password):
        if "/sign-in" not in self.page.url:
            self.open("/sign-in")
        self.fill(用户名=login, 密码=password)
        self.press("登录")
        self.heading("今天")

    def sign_out(self):
        self.press("退出")
        self.heading("登录")

    def go(self, place):
        """A place of the rail, or a line of the area that it stands in."""
        rail = self.page.get_by_role("navigation", name="主菜单")
        if place == "年度方案":
            rail.get_by_role("link", name="责任书", exact=True).first.click()
        rail.get_by_role("link", name=place, exact=True).last.click()

    def press(self, words, within=None):
        (within or self.page).get_by_role("button", name=words, exact=True).filter(visible=True).first.click()

    def follow(self, words, within=None):
        (within or self.page).get_by_role("link", name=words, exact=True).filter(visible=True).first.click()

    def fill(self, within=None, **fields):
        for label, value in fields.items():
            (within or self.page).get_by_label(label, exact=True).fill(value)

    def choose(self, label, words):
        self.page.get_by_label(label, exact=True).select_option(label=words)

    def tick(self, *labels):
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    # -- what a person sees --------------------------------------------------

    def heading(self, words):
        expect(self.page.locator("h1")).to_have_text(words)
        return self

    def said(self, words):
        expect(self.page.locator("#flash .flash").filter(has_text=words)).to_be_visible()

    def trouble(self, words):
        expect(self.page.locator(".lines .flash.bad:not([hidden])").filter(has_text=words).first).to_be_visible(
            timeout=16000
        )

    def reads(self, words):
        expect(self.page.locator("main").get_by_text(words).filter(visible=True).first).to_be_visible()

    @property
    def sheet(self):
        return self.page.locator("main")

    def row(self, words):
        """A line of a table."""
        return self.page.get_by_role("row").filter(has_text=words)

    def looks(self):
        """What has run out of its place on this page, in words."""
        if not self.page.evaluate(LOADED):
            self.page.wait_for_function(LOADED)
        found, where = self.page.evaluate(RUN_WILD), self.page.url
        said = [f"{where}: {found['wide']} px too wide: {found['beyond']}"] if found["wide"] > 0 else []
        said += [f"{where}: button clipped: {words}" for words in found["clipped"]]
        if found["title"] != f"{found['heading']} · 环保责任书":
            said.append(f"{where}: title “{found['title']}”, heading “{found['heading']}”")
        return said


class OldLetter:
    """核对旧责任书页: each line of last year's letter beside what it becomes."""

    def __init__(self, desk):
        self.desk = desk

    def paste(self, text):
        self.desk.page.locator("textarea[name='wording']").fill(text)
        self.desk.press("读入")
        self.desk.heading("核对“粘贴的全文”")

    def upload(self, path):
        self.desk.page.locator("input[type='file']").set_input_files(path)
        self.desk.press("读入")
        self.desk.heading(f"核对“{path.name}”")

    @property
    def lines(self):
        return self.desk.page.locator(".source-row")

    def text(self, place):
        return self.lines.nth(place).locator("textarea")


class TemplateEditor:
    """模板编写页."""

    def __init__(self, desk):
        self.desk = desk

    @property
    def clauses(self):
        return self.desk.page.locator("#letter-templates-clauses textarea")

    @property
    def texts(self):
        return self.clauses.evaluate_all("all => all.map((each) => each.value)")

    @property
    def lines(self):
        """The folded lines of the outline."""
        return self.desk.page.locator("#letter-templates-clauses details.clause > summary")

    @property
    def words(self):
        """What the lines say: number and first words."""
        return self.desk.page.locator("#letter-templates-clauses .clause-words").all_inner_texts()

    def open(self, place):
        """Unfold a clause that is folded; its text."""
        text = self.clauses.nth(place)
        if not text.is_visible():
            self.lines.nth(place).click()
        expect(text).to_be_visible()
        return text

    def panel(self, words):
        """Unfold 填充项 or 条款库."""
        tool = self.desk.page.locator("details.tool").filter(has_text=words)
        if tool.get_attribute("open") is None:
            tool.locator("> summary").click()
        return tool

    def insert(self, place, mark):
        """Click into the clause's end, then the mark in the panel."""
        self.panel("填充项")
        clause = self.open(place)
        clause.focus()
        clause.press("Control+End")
        self.desk.page.locator(f"[data-insert='{{{{{mark}}}}}']").click()

    def turn(self, words, place):
        self.open(place)
        self.desk.press(words, self.desk.page.locator("#letter-templates-clauses details.clause").nth(place))


class SplitSheet:
    """分解表."""

    def __init__(self, desk):
        self.desk = desk

    def cell(self, unit):
        return self.desk.page.get_by_label(f"{unit}承担数", exact=True)

    @property
    def balance(self):
        return self.desk.page.locator("#targets-balance")

    @property
    def amounts(self):
        return [
            int(each)
            for each in self.desk.page.locator("[data-cell=amount]").evaluate_all(
                "all => all.map((each) => each.value)"
            )
        ]


class GridSheet:
    """总表: the cells by the names of unit and column, as they are seen."""

    PASTE = """(text) => {
      const carried = new DataTransfer();
      carried.setData('text/plain', text);
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried, bubbles: true, cancelable: true }));
    }"""
    COPY = """() => {
      const carried = new DataTransfer();
      document.activeElement.dispatchEvent(new ClipboardEvent('copy', { clipboardData: carried, bubbles: true, cancelable: true }));
      return carried.getData('text/plain');
    }"""

    def __init__(self, desk):
        self.desk, self.page = desk, desk.page

    def cell(self, unit, column=0):
        return self.desk.row(unit).locator("td").nth(column)

    def text(self, unit, column=0):
        """What the cell holds, without the marks beside it."""
        return self.cell(unit, column).evaluate("(cell) => cell.firstChild && cell.firstChild.data || ''")

    def keys(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def paste(self, text):
        self.page.evaluate(self.PASTE, text)

    def copy(self):
        return self.page.evaluate(self.COPY)

    def save(self, said):
        self.keys("Control+s")
        self.desk.said(said)
        expect(self.said).not_to_contain_text("尚未保存")

    @property
    def balances(self):
        return self.page.locator("[data-balance]")

    @property
    def said(self):
        return self.page.locator("[data-said]")

    @property
    def preview(self):
        return self.page.locator("[data-preview]")


class LetterPage:
    """责任书页."""

    def __init__(self, desk):
        self.desk = desk

    @property
    def unit(self):
        return self.desk.page.locator("dl.facts dd").first.inner_text()

    def pages(self):
        """The pages as pictures: each must have come."""
        pictures = self.desk.page.locator("svg.page-sheet image")
        found = pictures.evaluate_all("all => all.map((each) => each.getAttribute('href'))")
        answers = [self.desk.window.request.get(address) for address in found]
        assert answers and all(each.ok for each in answers)
        return [each.body() for each in answers]
