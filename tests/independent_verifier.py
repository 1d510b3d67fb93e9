"""独立核验程序: checks an exported signature record against the code of a receipt. Shares no code with the product.
python independent_verifier.py record.json ABCD-EFGH-IJKL-MNOP-QRST"""

import base64
import datetime
import hashlib
import json
import pathlib
import sys
import unicodedata


def canonical(value):
    """RFC 8785 for what records hold: texts in NFC, whole numbers, truth values, nothing; names in UTF-16 order."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{quoted(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    raise ValueError(f"a record holds no {type(value).__name__}")


def quoted(text):
    """A JSON text with the short escapes, everything else as it stands."""
    short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(short.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in text) + '"'


def digest(content):
    """(sha256, faults) of the bytes of a record."""
    text, record = content.decode("utf-8"), json.loads(content)
    intent, pdf, day = record["intent"], record["letter"]["pdf_sha256"], record["signed_on"]
    wrong = {
        "form": record["form"] != "respbook-signature/2",
        "not canonical": canonical(record) != text,
        "not NFC": unicodedata.normalize("NFC", text) != text,
        "signed_on": str(datetime.date.fromisoformat(day)) != day,
        "intent": hashlib.sha256(intent["sentence"].encode()).hexdigest() != intent["sha256"],
        "shown": record["method"]["kind"] != "paper_scan" and record["shown"]["pdf_sha256"] != pdf,
    }
    found = hashlib.sha256(b"respbook-signature-v1\0" + content).hexdigest()
    return found, [name for name in wrong if wrong[name]]


def code(sha256):
    letters = base64.b32encode(bytes.fromhex(sha256)[:13]).decode()[:20]
    return "-".join(letters[place : place + 4] for place in range(0, 20, 4))


if __name__ == "__main__":
    found, wrong = digest(pathlib.Path(sys.argv[1]).read_bytes())
    print(code(found), *wrong)
    sys.exit(0 if not wrong and code(found) == sys.argv[2] else 3)
