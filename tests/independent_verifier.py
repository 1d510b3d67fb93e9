"""独立核验程序 as it is offered for download, loaded by itself."""

import importlib.util

from respbook import paths

PROGRAM = paths.STATIC / "verifier" / "respbook_verifier.py"


def _loaded():
    spec = importlib.util.spec_from_file_location("respbook_verifier", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verifier = _loaded()
