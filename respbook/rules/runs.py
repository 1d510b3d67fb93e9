"""办理: what a page asks the queue for, apart from batches, scans and exports, which have tables of their own."""

from enum import StrEnum


class RunKind(StrEnum):
    """办理种类: three are about backups, one looks through the whole book."""

    BACKUP = "backup"
    STICK = "stick"
    CHECK = "check"
    VERIFY = "verify"


OF_BACKUPS = (RunKind.BACKUP, RunKind.STICK, RunKind.CHECK)
RUN_LABELS = {RunKind.BACKUP: "备份", RunKind.STICK: "拷到U盘", RunKind.CHECK: "核验", RunKind.VERIFY: "查验"}
