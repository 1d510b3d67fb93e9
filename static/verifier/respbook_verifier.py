"""独立核验程序: checks what respbook has given away, with nothing but Python 3.8 or later. Shares no code with the product.

  python respbook_verifier.py record 签署记录.json ABCD-EFGH-IJKL-MNOP-QRST
      a signature record against the code that its receipt bears
  python respbook_verifier.py book 日志.jsonl [检查点.txt …] ["1024 ABCD-EFGH-IJKL-MNOP-QRST" …] [--key 公钥]
      a copy of the audit book: the chain, and checkpoints and printed codes against it

Exit 0 whole, 3 not, 2 asked wrongly.
"""

import base64
import datetime
import hashlib
import json
import pathlib
import re
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


def code(sha256):
    letters = base64.b32encode(bytes.fromhex(sha256)[:13]).decode()[:20]
    return "-".join(letters[place : place + 4] for place in range(0, 20, 4))


def plain(text):
    return re.sub(r"[-\s]", "", text).upper().translate(str.maketrans("018", "OIB"))


# A signature record.


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


# The audit book.


def entry_hash(seq, prev_hash, body):
    told = (b"respbook-audit-v1", str(seq).encode(), prev_hash.encode(), body.encode())
    return hashlib.sha256(b"\0".join(told)).hexdigest()


def read_book(lines):
    """({number: hash}, faults, restores) of the lines of a copy."""
    hashes, faults, restores, prev = {}, [], [], "0" * 64
    for place, line in enumerate(lines, 1):
        entry = json.loads(line)
        seq, body = entry["seq"], entry["body"]
        if seq != place:
            faults.append(f"第{place}条应在此处，却是第{seq}条")
        if entry["prev_hash"] != prev:
            faults.append(f"第{seq}条与前一条接不上")
        if entry_hash(seq, entry["prev_hash"], body) != entry["hash"]:
            faults.append(f"第{seq}条的内容与散列不符")
        told = json.loads(body)
        if canonical(told) != body or unicodedata.normalize("NFC", body) != body:
            faults.append(f"第{seq}条不是规范形式")
        if told.get("seq") != seq:
            faults.append(f"第{seq}条正文里的序号不同")
        if told.get("kind") == "restore":
            restores.append((seq, told["after"]["seq"], told["at"]))
        prev = hashes[seq] = entry["hash"]
    return hashes, faults, restores


def read_note(text):
    """(number, hash, signed text, [(name, bytes)]) of a checkpoint."""
    said, _, signed = text.replace("\r\n", "\n").partition("\n\n")
    said = said.rstrip("\n") + "\n"
    lines = said.split("\n")
    marks = [line.split(" ") for line in signed.splitlines() if line.startswith("— ")]
    return int(lines[1]), base64.b64decode(lines[2]).hex(), said, [(m[1], base64.b64decode(m[2])) for m in marks]


def signed_by(note, key):
    """Whether the note bears a good signature of the key (name+number+base64, as the auditor's page prints it)."""
    name, number, raw = key.split("+", 2)
    public = base64.b64decode(raw)[1:]
    _, _, said, marks = note
    fitting = [value for who, value in marks if who == name and value[:4].hex() == number]
    return any(ed25519(public, said.encode(), value[4:]) for value in fitting)


# Ed25519 (RFC 8032, section 6), slow and simple.

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(one, other):
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor, point):
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = add(result, point)
        point, factor = add(point, point), factor >> 1
    return result


def point_of(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(public, message, signature):
    key, spot, s = point_of(public), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or spot is None or len(signature) != 64 or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    left, right = times(s, BASE), add(spot, times(h, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# The command.


def compared(hashes, restores, seq, held, where):
    """A sentence on one anchor, and whether it is a fault."""
    own = hashes.get(seq)
    if own and (held == own or plain(held) == plain(code(own))):
        return f"相符：第{seq}条（{where}）", False
    cause = next((each for each in restores if seq > each[1]), None)
    if cause:
        return (
            f"缺口：第{seq}条（{where}）属于第{cause[0]}条所记的恢复（{cause[2]}）丢弃的一段，或在其后被改写，请看日期",
            False,
        )
    return f"不符：第{seq}条（{where}）" + ("与日志不同" if own else "日志中没有"), True


def book(files, key):
    hashes, faults, restores = {}, [], []
    with open(files[0], encoding="utf-8") as copy:
        hashes, faults, restores = read_book(copy)
    for held in files[1:]:
        if pathlib.Path(held).is_file():
            note = read_note(pathlib.Path(held).read_text("utf-8-sig"))
            if key and not signed_by(note, key):
                faults.append(f"{held}没有这把公钥的有效签名")
            sentence, wrong = compared(hashes, restores, note[0], note[1], held)
        else:
            seq, _, letters = held.strip().partition(" ")
            sentence, wrong = compared(hashes, restores, int(seq), letters.strip().lower(), "纸上的校验码")
        faults += [sentence] if wrong else []
        print(sentence)
    for seq, kept, at in restores:
        print(f"第{seq}条是一次恢复（{at}），日志恢复到第{kept}条")
    print(*faults, sep="\n", end="\n" if faults else "")
    last = max(hashes, default=0)
    print(f"共{len(hashes)}条，{'不完整' if faults else '完整'}；最后一条校验码 {code(hashes[last]) if last else '无'}")
    return 3 if faults else 0


def main(words):
    key = words[words.index("--key") + 1] if "--key" in words[:-1] else ""
    words = [word for word in words if word not in ("--key", key)]
    if words[:1] == ["book"] and len(words) > 1:
        return book(words[1:], key)
    if words[:1] == ["record"] and len(words) == 3:
        found, wrong = digest(pathlib.Path(words[1]).read_bytes())
        print(code(found), *wrong)
        return 0 if not wrong and plain(code(found)) == plain(words[2]) else 3
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
