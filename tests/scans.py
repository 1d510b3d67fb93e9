"""扫描件: small pictures as a copier makes them, and the form that takes them in."""

import io

from PIL import Image


def scan(shade):
    """A picture that differs from others by its shade."""
    out = io.BytesIO()
    Image.new("L", (40, 30), shade).save(out, "PNG")
    out.seek(0)
    return out


def send(visitor, *names, start=0, **extra):
    """The answer to scans of these names, each with a shade of its own from ``start`` on."""
    files = [(scan(start + n), name) for n, name in enumerate(names)]
    return visitor.post("/archive/", data={"files": files, **extra}, content_type="multipart/form-data")
