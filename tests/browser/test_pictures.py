"""图: the pictures that the README shows, taken of 青山镇 as ``respbook demo`` builds it; made with --pictures only."""

import io
from pathlib import Path

import pytest
from browser.serving import Office
from PIL import Image
from sqlalchemy import select
from visiting import Clock

from respbook.actions import batch, units
from respbook.demo.build import Builder
from respbook.demo.founding import Wanted
from respbook.models.base import db
from respbook.models.jobs import Job
from respbook.models.letters import Letter
from respbook.models.units import Holder
from respbook.queries.sessions import viewer_named
from respbook.rules.lifecycles import BatchState, LetterState
from respbook.works import tools

PICTURES = Path(__file__).parent / "pictures"
PASSWORD = "清水绿岸鱼翔浅底好风光"
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2}
MOST = 150 * 1024


@pytest.fixture(scope="module")
def demo(request, chromium, tmp_path_factory, faces_folder, seeds):
    """The township of the demo; in one village all posts are empty, and a batch has been sent back."""
    if not request.config.getoption("--pictures"):
        pytest.skip("pictures are made with --pictures")
    made, clock = Office(tmp_path_factory.mktemp("demo"), faces_folder, seeds, town=False), Clock()
    with made.app.app_context():
        Builder(Wanted(password=PASSWORD), tools(made.app), clock, lambda _: None).build()
        clerk = viewer_named("jingban")
        letter = db.session.scalars(
            select(Letter).where(Letter.state == LetterState.ISSUED).order_by(Letter.id)
        ).first()
        made.letter, made.token = letter.id, letter.check_token
        _gaps(viewer_named("zhenzhang"), clerk, letter.unit_id, clock.now)
    yield made
    made.leave()


def _gaps(leader, clerk, unit_id, now):
    """The second batch is sent back, and two things are no longer in order."""
    job = db.session.scalars(select(Job).where(Job.state == BatchState.PROPOSED)).one()
    batch.send_back(job.id, "青山社区书记已调整，请更正后重报。", job.version, by=leader, now=now)
    for holder in db.session.scalars(select(Holder).where(Holder.unit_id == unit_id)).all():
        units.end_post(holder.id, by=clerk, now=now, on=now.date())


def keep(desk, name):
    desk.page.wait_for_load_state("networkidle")
    taken = Image.open(io.BytesIO(desk.page.screenshot())).convert("RGB")
    out = taken.quantize(128, dither=Image.Dither.NONE)
    out.save(PICTURES / f"{name}.png", optimize=True)
    assert (PICTURES / f"{name}.png").stat().st_size <= MOST


def test_pictures(demo, desk):
    PICTURES.mkdir(exist_ok=True)
    clerk = desk(at=demo)
    clerk.sign_in("jingban", PASSWORD)
    clerk.press("知道了")
    clerk.open("/programmes/1")
    keep(clerk, "programme")
    clerk.open("/programmes/2/letters/preflight")
    keep(clerk, "preflight")
    secretary = desk(at=demo, **PHONE)
    secretary.sign_in("cun001wenshu", PASSWORD)
    secretary.open(f"/letters/{demo.letter}")
    keep(secretary, "letter-phone")
    villager = desk(at=demo, **PHONE)
    villager.open(f"/c/{demo.token}?p=1")
    keep(villager, "check-phone")
