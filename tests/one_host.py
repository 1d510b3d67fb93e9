"""一台主机 in a process of its own (tests/two_hosts.py): its folder, its port, and when its day began."""

import os
import sys
import time
from datetime import timedelta

from making import NOW

from respbook import runner, settings
from respbook.app import create_app
from respbook.commands.serve import serve

port, started = sys.argv[1:]
runner.TICK = 1  # a host that died is missed within a second instead of half a minute


def clock():
    """The day of the tests, which goes on."""
    return NOW + timedelta(seconds=time.time() - float(started))


sys.exit(serve(create_app(settings.read(os.environ), clock=clock), f"127.0.0.1:{port}"))
