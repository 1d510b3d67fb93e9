"""浏览器里的一天: a real office served on loopback, and a chromium that may talk to it alone.

The folder is skipped where chromium or Playwright is missing, and fails there when CI=true.
"""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from browser.desk import Desk
from browser.serving import Office

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        if item.nodeid.startswith("tests/browser/"):
            item.add_marker(pytest.mark.browser)


def _absent(what):
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing: the journeys must be walked here")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def chromium():
    """The system's chromium, started once a worker."""
    place = shutil.which("chromium")
    if place is None:
        _absent("chromium")
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        _absent("playwright")
    expect.set_options(timeout=15_000)  # a busy machine takes its time; what never comes still fails
    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=place, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def office(chromium, tmp_path_factory, faces_folder, seeds):
    """An office of its own for the module: real commits, real threads."""
    made = Office(tmp_path_factory.mktemp("office"), faces_folder, seeds)
    yield made
    made.leave()


@pytest.fixture
def desk(chromium, office):
    """desk("clerk"): a browser window in which that person has signed in; desk(): a stranger's.

    Whatever went wrong behind the pages — scripts, policy, a request elsewhere — fails the test at its end.
    """
    opened = []

    def sit(login=None, at=None, **context):
        house = at or office
        context = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN", **context}
        window = chromium.new_context(base_url=house.address, **context)
        window.set_default_timeout(15000)
        if login:
            window.add_cookies(house.cookies(login))
        opened.append(Desk(window, urlsplit(house.address).netloc))
        return opened[-1]

    yield sit
    faults = [fault for each in opened for fault in each.faults]
    for each in opened:
        each.window.close()
    assert faults == []
