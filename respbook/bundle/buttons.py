"""按钮: the files that people double-click, and those they read.

The batch files hold ASCII alone, since cmd.exe reads them in whatever code page the PC is set to; all Chinese is said by the
program, which writes it to the console as Unicode. Their names are Chinese, which Windows keeps as Unicode anyway.
"""

from dataclasses import dataclass

SETTINGS, MANUAL, UPGRADE, PLACE = "设置.txt", "使用说明.txt", "升级说明.txt", "本机.txt"
BOOT = "boot.bat"
BUTTONS = {
    "启动.bat": "start",
    "停止.bat": "stop",
    "备份到U盘.bat": "backup",
    "安装为开机启动.bat": "boot",
    "取消开机启动.bat": "unboot",
}
"""What is double-clicked, and the deed of ``respbook office``."""

_HEAD = '@echo off\nsetlocal\nchcp 65001 >nul\nset "PYTHONNOUSERSITE=1"\nset "PYTHONPATH=%~dp0lib"\n'
_DEED = '{python} -X utf8 -m respbook office {deed} --home "%~dp0."\n'
_MISSING = 'if errorlevel 103 type "%~dp0need-python.txt"\n'
"""What the py launcher answers where the Python that is asked for is missing, and cmd.exe where there is no launcher."""
_TAIL = "echo.\npause\n"
_AGAIN = 'if "%errorlevel%"=="0" exit /b 0\nping -n 31 127.0.0.1 >nul\ngoto again\n'
"""Stopped with intent it ends; else it begins anew half a minute later. ``timeout`` wants a console, which there is none."""


@dataclass(frozen=True)
class Runner:
    """运行环境: the Python in the bundle, or the one of that version which is installed on the PC."""

    python: str
    carried: bool

    @property
    def words(self) -> str:
        """How a batch file calls it."""
        return '"%~dp0python\\python.exe"' if self.carried else f"py -{self.python}"


def files(runner: Runner, version: str) -> dict[str, bytes]:
    """{file name: content} of everything but the program; text with CRLF, Chinese marked as UTF-8 for the Notepad."""
    missing = "" if runner.carried else _MISSING
    batches = {
        name: _HEAD + _DEED.format(python=runner.words, deed=deed) + missing + _TAIL for name, deed in BUTTONS.items()
    }
    batches[BOOT] = f"{_HEAD}:again\n{_DEED.format(python=runner.words, deed='serve')}{_AGAIN}"
    texts = {SETTINGS: _SETTINGS, MANUAL: _MANUAL.format(version=version, needs=_needs(runner)), UPGRADE: _UPGRADE}
    texts |= {} if runner.carried else {"need-python.txt": _NEED_PYTHON.format(python=runner.python)}
    return {name: _crlf(text).encode("ascii") for name, text in batches.items()} | {
        name: _crlf(text).encode("utf-8" if name == "need-python.txt" else "utf-8-sig") for name, text in texts.items()
    }


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _needs(runner: Runner) -> str:
    if runner.carried:
        return "Windows 10（64位）或更新，不用另装任何软件，不用联网。"
    return f"Windows 10（64位）或更新，已安装64位的Python {runner.python}（含py启动器）；不用联网。"


_NEED_PYTHON = """
没有找到 Python {python}（64位）。请先在这台电脑上安装它（安装时保留“py launcher”一项），再双击一次；
或者请做安装包的人把“Windows embeddable package (64-bit)”一并放进安装包（respbook bundle --python）。
"""

_SETTINGS = """\
# 责任书系统的设置。用记事本修改，保存后先双击“停止”，再双击“启动”。以 # 开头的行不起作用。

# 数据放在哪里。空着：当前用户的应用数据文件夹（%LOCALAPPDATA%\\respbook）；写“程序旁”：本文件夹下的“数据”；
# 也可以写一个文件夹，如 D:\\责任书数据。第一次启动后位置记在“本机.txt”里，要搬家须先停止、把整个数据文件夹移过去，再改“本机.txt”。
数据目录=

# 只有这台电脑能打开：127.0.0.1:8000。要让同一网络的其他电脑和手机打开，改为 0.0.0.0:8000，并设好下面两项。
监听地址=127.0.0.1:8000

# 给别人打开时，写其他电脑上输入的网址。应当是 https（见说明书“部署”）；链接和纸上的二维码都用它。
# RESPBOOK_PUBLIC_URL=https://zrs.qingshan.lan

# 没有 https 时，密码会以明文经过网络，同一网络的人可能看到；盖章和证书停用，每页有红色提示。确实只能这样，才去掉下一行的 #。
# RESPBOOK_ALLOW_HTTP=我知道

# 每天夜里自动备份到哪里，最好是另一块磁盘。空着时在系统的“备份”页设定。
# RESPBOOK_BACKUP=E:\\责任书备份
"""

_MANUAL = """\
责任书系统 {version} 使用说明（办公电脑）

需要：{needs}

一、安装
  1. 如果压缩包是从网上或微信下载的，先右键点它，选“属性”，勾选“解除锁定”，确定。
  2. 解压到一个固定的文件夹，例如 D:\\责任书。不要在压缩包里直接双击，也不要放在U盘上用。
  3. 双击“启动.bat”。第一次会在黑色窗口里询问单位和系统管理员姓名，给出一次性开户码，记下后按回车。
  4. 浏览器自动打开。在登录页选“凭码开户”，用开户码设定自己的密码。
  使用期间不要关闭黑色窗口；关掉窗口就是停止，数据不会丢。

二、开机自动启动
  右键点“安装为开机启动.bat”，选“以管理员身份运行”。以后开机即在后台运行，没有窗口，意外停止后自动再启动。
  用的是 Windows 自带的“计划任务”，不另装软件。不要了，同样运行“取消开机启动.bat”。

三、停止
  双击“停止.bat”，等到提示“已停止”。再用时双击“启动.bat”；开机启动的，重新开机即可。

四、备份
  系统每天夜里自动备份。双击“备份到U盘.bat”可以随时另存一份，完成并核验后才提示“已备份”。U盘请放在别处保管。

五、给同一网络的其他电脑和手机使用
  按“设置.txt”里的说明修改监听地址和网址。第一次启动时 Windows 防火墙会询问，只勾选“专用网络”。

六、打不开怎么办
  · 窗口提示端口被占用：把“设置.txt”里的 8000 改成 8080，停止后再启动。
  · 杀毒软件拦截或删掉了文件：把本文件夹加入信任，重新解压（数据在别处，不受影响）。
  · 后台运行时的记录在数据文件夹的 serve.log 里。
"""

_UPGRADE = """\
升级到新版本

  1. 双击“备份到U盘.bat”，等到提示“已备份”。
  2. 双击“停止.bat”。
  3. 把新版本的压缩包解压到一个新的文件夹，不要覆盖旧的。
  4. 把旧文件夹里的“设置.txt”和“本机.txt”复制到新文件夹，覆盖同名文件。
     数据放在“程序旁”的，数据仍在旧文件夹下，位置记在“本机.txt”里，旧文件夹不能删。
  5. 在新文件夹双击“启动.bat”。数据先在副本上升级，成功后才升级正本；升级前的副本留在数据文件夹的 upgrades 里。
  6. 原来设了开机启动的，在新文件夹再运行一次“安装为开机启动.bat”。
  7. 用几天没有问题，再删旧文件夹。

新版本打不开时：停止，用旧文件夹启动。已升级的数据，旧版本会拒绝打开，请联系系统管理员从备份恢复。
"""
