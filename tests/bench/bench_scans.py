"""Scanned letters recognised and sorted: how many, whether any wrongly, how fast, in how much memory.

Run by hand:  python tests/bench/bench_scans.py [LETTERS] [PAGES OF THE LONG PDF]     (100 letters of 4 pages, 300 pages)
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import scan_set

from respbook.press.binder import Binder
from respbook.press.faces import Faces
from respbook.readers.scanned_pages import scanned_pages
from respbook.rules.scan_sorting import KnownIssue, Outcome, SeenPage, sort_pages, tally


def memory() -> float:
    """Resident memory now, MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def photos(binder: Binder, count: int, dpi: int, sigma: float) -> None:
    """Each page a picture of its own."""
    numbers = range(1, count + 1)
    known = {scan_set.token_of(number): KnownIssue(number, scan_set.PAGES) for number in numbers}
    wanted, seen = {}, []
    spent = worked = size = worst = 0.0
    for position, each in enumerate(scan_set.scans(binder, numbers, dpi, sigma), 1):
        start, work = time.perf_counter(), time.process_time()
        (page,) = scanned_pages(each.jpeg)
        took = time.perf_counter() - start
        worked += time.process_time() - work
        spent, worst, size = spent + took, max(worst, took), size + len(page.picture) + len(page.thumbnail)
        wanted[position] = (each.token, each.page)
        seen.append(SeenPage(position, page.codes, page.blank))
        lies = page.turn + page.skew
        if page.code and abs((lies - each.turn + 180) % 360 - 180) > 0.7:
            print(f"  page {position}: turned by {each.turn}, told as {lies:.1f}")
    pages = sort_pages(seen, known)
    filed = [page for page in pages if page.outcome is Outcome.FILED]
    wrong = [page for page in filed if page.code and wanted[page.position] != (page.code.token, page.code.page)]
    print(f"{count} letters, {len(pages)} pictures of {dpi} dpi, grain {sigma:g}: {tally(pages)}")
    print(
        f"  filed {len(filed) / len(pages):.2%}, wrongly {len(wrong)}, "
        f"{spent / len(pages):.3f} s a page (slowest {worst:.2f}, work {worked / len(pages):.3f}), {size / len(pages) / 1000:.0f} kB kept a page"
    )


def long_pdf(binder: Binder, pages: int, folder: Path) -> None:
    """One PDF from the copier."""
    place = folder / "long.pdf"
    letters = range(1, pages // scan_set.PAGES + 1)
    scan_set.pdf_of((each.jpeg for each in scan_set.scans(binder, letters, sigma=3.0)), place)
    before, most, codes = memory(), 0.0, 0
    quarters = []
    start, work = time.perf_counter(), time.process_time()
    for page in scanned_pages(place):
        codes += page.code is not None
        most = max(most, memory())
        if page.position % max(1, pages // 4) == 0:
            quarters.append(round(memory()))
    spent, worked = time.perf_counter() - start, time.process_time() - work
    print(
        f"one PDF of {page.position} pages, {place.stat().st_size / 2**20:.1f} MB: {codes} codes, {spent / pages:.3f} s a page, work {worked / pages:.3f}"
    )
    print(f"  memory before {before:.0f} MB, at most {most:.0f} MB, after each quarter {quarters}")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    pages = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    with tempfile.TemporaryDirectory() as folder:
        binder = Binder(Faces.load(Path(folder) / "faces"))
        long_pdf(binder, pages, Path(folder))
        photos(binder, count, 200, 10.0)
        photos(binder, max(1, count // 5), 200, 25.0)
        photos(binder, max(1, count // 5), 300, 10.0)


if __name__ == "__main__":
    main()
