"""断电与强杀: one short round each of what the drill kill_backups does thirty times."""

import random

import pytest
from databases import POSTGRESQL
from drills import kill_backups
from making import make

from respbook.models.base import db


@pytest.mark.skipif(POSTGRESQL, reason="begins on SQLite and makes a PostgreSQL of its own")
def test_a_kill_leaves_a_whole_backup_a_whole_copy_and_a_whole_database_or_none(lasting_app, tmp_path, monkeypatch):
    monkeypatch.delenv("RESPBOOK_DATABASE_URL", raising=False)
    app, chance = lasting_app(), random.Random(5)
    with app.app_context():
        make.evidence(app, app.town, app.town.villages[0], make.photo_bytes(1), "reporter")
        db.session.remove()
        db.engine.dispose()
    kill_backups.backing_up(app, tmp_path / "backups", 3, chance, 0.4)
    backup = tmp_path / "backups" / "last"
    kill_backups.restoring(backup, tmp_path, 2, chance, 2.0)
    kill_backups.moved(backup, 1, chance, 2.0)
