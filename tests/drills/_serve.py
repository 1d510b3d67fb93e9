"""The site of a drill in a process of its own: folder, database, port, and the moment at which its evening began."""

import sys
import time
from datetime import timedelta
from pathlib import Path

from drills._field import EVENING

from respbook import settings
from respbook.app import create_app
from respbook.commands.serve import serve

folder, address, port, started = sys.argv[1:]
told = settings.read(
    {"RESPBOOK_DATABASE_URL": address, "RESPBOOK_PUBLIC_URL": f"http://127.0.0.1:{port}"}, Path(folder)
)


def clock():
    """An evening in March that goes on as the day does."""
    return EVENING + timedelta(seconds=time.time() - float(started))


sys.exit(serve(create_app(told, clock=clock), f"127.0.0.1:{port}"))
