"""A town in its year on a folder of its own, for drills; and fillers that make it as large as wanted."""

import os
import secrets

import making
from drills._base import site
from making import make
from sqlalchemy import insert

from respbook.models.audit import AuditEntry
from respbook.models.base import WRITE, db
from respbook.queries.audit_head import head
from respbook.rules.chain import ALG, canonical, entry_hash


def office(folder, **environ):
    """(app, town): built with real commits."""
    with site(folder, new=True, **environ) as app:
        town = making.town()
        make.year(app, town)
        make.evidence(app, town, town.villages[0], make.photo_bytes(1), "reporter")
    return app, town


def fill_book(app, size):
    """Entries of the chain until the database has grown by ``size`` bytes."""
    filler = secrets.token_hex(400)
    with app.app_context():
        seq, digest = head()
        moment = making.NOW
        with db.engine.connect().execution_options(**WRITE) as connection, connection.begin():
            while size > 0:
                some = []
                for _ in range(2000):
                    seq += 1
                    told = {"seq": seq, "at": moment, "user_id": 0, "verb": "session.open", "kind": "users"}
                    body = canonical(told | {"subject_id": 0, "subject": filler, "before": {}, "after": {}, "rows": []})
                    found = entry_hash(seq, digest, body)
                    row = {
                        "seq": seq,
                        "at": moment,
                        "user_id": 0,
                        "verb": "session.open",
                        "kind": "users",
                        "subject_id": 0,
                    }
                    some.append(row | {"body": body, "alg": ALG, "prev_hash": digest, "hash": found})
                    digest, size = found, size - len(body) - 200
                connection.execute(insert(AuditEntry), some)
        db.engine.dispose()


def fill_store(app, size, each=400_000):
    """Files that are like photos: nothing in them can be packed."""
    for _ in range(max(1, size // each)):
        app.extensions["store"].put(os.urandom(each))
