"""磁盘写满：余量低于预留时不收照片、照收文字；写满后已确认的不丢，腾出空间即恢复（R95）。

respbook drill full_disk [--megabytes 1600]   (as root: on a small file system of its own in memory)
"""

import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import databases
from drills._base import options
from drills._field import Phone, build, evidence_id, look, photo, told


def report(client, count, acknowledged, kept=0):
    text = f"第{count}件"
    answer = client.report(kept, secrets.token_hex(16), text)
    if answer.status in (200, 303):
        acknowledged[text] = 1 if kept else 0
    return answer


def fill(folder, leave):
    """Everything but ``leave`` bytes is taken."""
    import shutil

    with (folder / "filler").open("wb") as file:
        try:
            while shutil.disk_usage(folder).free > leave:
                file.write(bytes(min(1 << 20, shutil.disk_usage(folder).free - leave or 1)))
                file.flush()
        except OSError:
            pass


def main():
    asked = options(__doc__, megabytes=(1600, "小磁盘的大小，MB"))
    with tempfile.TemporaryDirectory() as place:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={asked.megabytes}m", "tmpfs", place], check=False
        )
        if mounted.returncode:
            print("没有权限挂载小磁盘，不能演练。")
            return 2
        try:
            return trial(Path(place))
        finally:
            subprocess.run(["umount", "-l", place], check=False)


def trial(folder):
    held = build(folder, databases.fresh_address(folder), 4)
    held.started = time.time()
    held.start()
    client, acknowledged, faults = Phone(held, held.logins[0]), {}, []

    def check(what, fine):
        print(f"{'对' if fine else '错'}　{what}", flush=True)
        if not fine:
            faults.append(what)

    kept = evidence_id(client.send_photo(photo(1, 200_000)))
    check("磁盘空时照片和报送都收", kept and report(client, 1, acknowledged, kept).status in (200, 303))
    fill(folder, 900 << 20)
    answer = client.send_photo(photo(2, 200_000))
    check(f"余量低于预留时照片拒收（{answer.status}）", answer.status == 507 and "磁盘" in answer.text)
    check("文字照常可报", report(client, 2, acknowledged).status in (200, 303))
    fill(folder, 0)
    answers = [report(client, count, acknowledged) for count in range(3, 8)]
    refused = [each for each in answers if each.status not in (200, 303)]
    check(f"全满时 {len(refused)}/5 次拒绝并用中文说明", all("磁盘" in each.text for each in refused))
    check("全满时页面仍能看", client.get("/report/").status == 200)
    (folder / "filler").unlink()
    healed = [report(client, count, acknowledged).status in (200, 303) for count in range(20, 40)]
    check(f"腾出空间后不重启即恢复（{sum(healed)}/20）", all(healed))
    check("照片也恢复", evidence_id(client.send_photo(photo(3, 200_000))))
    held.stop()
    found = look(held)
    lost, doubled = told(acknowledged, found)
    left = [path for path in (folder / "store").rglob(".new-*")]
    print(
        f"已确认 {len(acknowledged)}，丢失 {len(lost)}，重复 {len(doubled)}，残留临时文件 {len(left)}，链断 {found.broken}"
    )
    return 1 if faults or lost or doubled or left or found.broken else 0


if __name__ == "__main__":
    sys.exit(main())
