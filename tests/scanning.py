"""扫描: letters of the town as the copier sends them; files to be uploaded and batches that are read."""

import importlib
import io
import sys
from pathlib import Path

from making import NOW
from PIL import Image

from respbook.actions import scans
from respbook.models.base import db
from respbook.queries import scans as queries
from respbook.readers.scans import BATCH, inspect
from respbook.rules.works import Kind

sys.path.insert(0, str(Path(__file__).parent / "bench"))
scan_set = importlib.import_module("scan_set")


def pages_of(app, letter, dpi=150):
    """The issued pages of a letter, clean."""
    return list(scan_set.page_pictures(app.extensions["store"].get(letter.pdf_sha256), dpi))


def scanned(picture, turn=0.0, dpi=150):
    """A clean page as the copier sends it."""
    return scan_set.jpeg(scan_set.Copier().scan(picture, turn, sigma=4.0), dpi=dpi)


def pdf(jpegs, folder):
    """One PDF of them, as a path."""
    place = folder / f"扫描{len(list(folder.iterdir()))}.pdf"
    scan_set.pdf_of(jpegs, place, 150.0)
    return place


def blank():
    return scan_set.jpeg(Image.new("L", (1240, 1754), 250))


def sent(app, *paths):
    """Files as the view hands them on: in the store, looked at."""
    store = app.extensions["store"]
    found = []
    for path in paths:
        digest, size, scan = store.take(io.BytesIO(path.read_bytes()), lambda place: inspect(place, BATCH))
        found.append(scans.Sent(path.name, digest, size, scan))
    return found


def read(app, town, *paths, login="clerk", letter_id=None):
    """A batch of the files, read to its end; its id."""
    taken = scans.take_in(None, letter_id, sent(app, *paths), True, by=town.viewer(login), now=NOW)
    app.extensions["queue"].start(Kind.SCAN, taken.scan.id)
    db.session.rollback()
    db.session.expire_all()
    return taken.scan.id


def outcomes(town, scan_id, login="clerk"):
    """What became of each page, in order."""
    return [str(row.outcome) for row in queries.page_list(town.viewer(login), scan_id, None).rows]
