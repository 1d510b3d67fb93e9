"""开机任务: what Windows' own task scheduler is told, as it wants it.

A service needs a wrapper of somebody else's, since a service answers the service manager; a task needs nothing. It runs as the
user whose data it is, without a password being kept (S4U), and without the scheduler's usual end after three days.
"""

from pathlib import Path
from xml.sax.saxutils import escape

TASK = "respbook"
_TEXT = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>责任书系统：开机后在后台运行</Description></RegistrationInfo>
  <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId><LogonType>S4U</LogonType><RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <Hidden>true</Hidden>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>{command}</Command><WorkingDirectory>{folder}</WorkingDirectory></Exec>
  </Actions>
</Task>
"""


def task(command: str, folder: str, user: str) -> bytes:
    """任务 as the scheduler reads it: UTF-16 with its mark."""
    return _TEXT.format(command=escape(command), folder=escape(folder), user=escape(user)).encode("utf-16")


def orders(file: Path) -> list[list[str]]:
    """The words that put the task in, and start it at once."""
    return [
        ["schtasks", "/Create", "/TN", TASK, "/XML", str(file), "/F"],
        ["schtasks", "/Run", "/TN", TASK],
    ]


def removal() -> list[str]:
    """The words that take it out."""
    return ["schtasks", "/Delete", "/TN", TASK, "/F"]
