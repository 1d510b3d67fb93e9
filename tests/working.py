"""干活的进程: ``respbook work`` in a process of its own that can be killed; what it imports is imported once for all of them."""

import multiprocessing
import os

_processes = multiprocessing.get_context("forkserver")


def worker(app):
    """Started on the same database and folder; ``kill`` is SIGKILL."""
    told = app.extensions["settings"]
    environ = {"RESPBOOK_DATA": str(told.folder), "RESPBOOK_DATABASE_URL": told.database_url}
    _processes.set_forkserver_preload(["respbook.commands", "respbook.app"])
    process = _processes.Process(target=work, args=(environ,))
    process.start()
    return process


def work(environ):
    """In the process."""
    os.environ.update(environ)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    from respbook.commands import main

    raise SystemExit(main(["work"]))
