"""命令: what an operator types, its exit codes and its JSON."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import databases
import pytest
from databases import POSTGRESQL, fresh_address
from making import make
from sqlalchemy import text

from respbook import commands
from respbook import settings as settings_module
from respbook.commands import house, serve
from respbook.models.base import db
from respbook.settings import SettingsError


@pytest.fixture
def office(real_app, monkeypatch):
    """An office that is running: its app, and the commands pointed at its data folder."""
    app = real_app()
    told = app.extensions["settings"]
    monkeypatch.setenv("RESPBOOK_DATA", str(told.folder))
    monkeypatch.setenv("RESPBOOK_DATABASE_URL", told.database_url)
    return app


@pytest.fixture
def told(capsys):
    """told("people", "list", "--json") → (exit code, object or text)."""

    def tell(*words):
        capsys.readouterr()
        code = commands.main(words)
        said = capsys.readouterr()
        return code, json.loads(said.out) if "--json" in words else said.out + said.err

    return tell


@pytest.fixture
def empty(tmp_path, faces_folder, monkeypatch):
    (tmp_path / "faces").symlink_to(faces_folder)
    monkeypatch.setenv("RESPBOOK_DATA", str(tmp_path))
    monkeypatch.setenv("RESPBOOK_DATABASE_URL", fresh_address(tmp_path))
    return tmp_path


def test_the_first_administrator_of_an_empty_office(empty, told):
    code, said = told("people", "add", "--name", "周正", "--unit", "青山镇人民政府")
    assert code == 0 and "用户名：zhouzheng" in said and "一次性开户码：" in said
    assert told("people", "add", "--name", "周正", "--unit", "没有的镇")[0] == 2
    code, listed = told("people", "list", "--json")
    (person,) = listed["people"]
    assert person["roles"] == ["系统管理员"] and person["unit"] == "青山镇人民政府" and not person["entered"]
    first = said.split("开户码：")[1].split()[0]
    code, said = told("people", "code", "zhouzheng")
    assert code == 0 and first not in said
    assert told("people", "code", "nobody")[0] == 2


def test_a_town_comes_below_a_county_and_a_second_one_beside_it(empty, told):
    assert told("county", "town", "白水镇人民政府", "--name", "白明")[0] == 2, "there is no county yet"
    code, said = told("people", "add", "--name", "贺中", "--unit", "云岭县人民政府")
    assert code == 2 and "county found" in said
    assert told("people", "add", "--name", "周正", "--unit", "青山镇人民政府")[0] == 0
    code, said = told("county", "found", "云岭县人民政府", "--name", "贺中")
    assert code == 0 and "用户名：hezhong" in said
    assert told("county", "found", "云岭县人民政府", "--name", "贺中")[0] == 2
    assert told("county", "town", "白水镇人民政府", "--name", "白明")[0] == 0
    _, listed = told("people", "list", "--json")
    assert [each["unit"] for each in listed["people"]] == ["青山镇人民政府", "云岭县人民政府", "白水镇人民政府"]
    _, book = told("audit", "verify", "--state", "--json")
    assert (book["clean"], book["rows"]) == (True, [])


def test_routes_name_permission_and_objects(office, told):
    code, answer = told("routes", "--json")
    rows = {(row["rule"], *row["methods"]): row for row in answer["routes"]}
    assert code == 0 and rows["/healthz", "GET"]["permission"] is None
    assert rows["/units/<int:unit_id>", "GET"]["objects"] == ["unit"]
    assert rows["/letters/<int:letter_id>/voiding", "GET", "POST"]["fresh"] is True
    assert all(row["title"] or row["endpoint"] == "static" for row in rows.values())


def test_a_whole_book_is_clean(office, told):
    code, answer = told("audit", "verify", "--state", "--json")
    assert (answer["clean"], answer["broken"], answer["rows"]) == (True, [], [])
    assert code == answer["exit"] == 4 and answer["unwitnessed"] > 0, (
        "the town is older than a day, and nobody holds an anchor"
    )
    assert told("audit", "anchor")[0] == 0
    code, answer = told("audit", "verify", "--json")
    assert code == 0 and answer["newest_anchor"] == answer["entries"] and answer["rows"] is None


def test_an_edited_row_is_named(office, told):
    with office.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE units SET households = 999 WHERE id = 3"))
    code, answer = told("audit", "verify", "--state", "--json")
    assert code == 3 and not answer["clean"]
    assert [(row["table"], row["fault"]) for row in answer["rows"]] == [("units", "edited")]
    assert told("audit", "verify", "--json")[0] != 3, "the chain alone does not see the tables"


def test_a_cut_tail_is_found_with_anchors(office, told, tmp_path):
    assert told("audit", "anchor", "--out", str(tmp_path / "usb"))[0] == 0
    with office.app_context(), db.engine.begin() as connection:
        if POSTGRESQL:
            connection.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER audit_entries_no_delete"))
        connection.execute(text("DELETE FROM audit_entries WHERE seq > 5"))
    for path in (office.extensions["settings"].folder / "anchors").iterdir():
        path.unlink()
    assert told("audit", "verify", "--json")[0] != 3
    code, answer = told("audit", "verify", "--anchors", str(tmp_path / "usb"), "--json")
    assert code == 3 and "截去" in answer["broken"][0]["sentence"]
    (tmp_path / "list.txt").write_text("5 ABCD-EFGH-IJKL-MNOP-QRST\n", "utf-8")
    assert told("audit", "verify", "--anchors", str(tmp_path / "list.txt"))[0] == 3


@pytest.fixture
def careful():
    with databases.careful():
        yield


@pytest.mark.skipif(not databases.POSTGRESQL, reason="a server can be told not to write through")
def test_doctor_tells_a_server_that_does_not_write_through(office, told):
    code, answer = told("doctor", "--json")
    assert code == 1 and [c["name"] for c in answer["checks"] if c["grade"] == "red"] == ["database"]


def test_doctor_of_a_healthy_office(office, told, careful):
    code, answer = told("doctor", "--json")
    grades = {check["name"]: check["grade"] for check in answer["checks"]}
    assert code == 0 and answer["fit"], [check for check in answer["checks"] if check["grade"] == "red"]
    assert grades["database"] == grades["chain"] == grades["store"] == grades["fonts"] == "ok"
    assert grades["transport"] == "warn"
    code, answer = told("doctor", "--deploy", "--json")
    assert code == 1 and {c["name"]: c["grade"] for c in answer["checks"]}["transport"] == "red"


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_doctor_sees_an_open_folder_and_a_missing_paper(office, told, careful):
    with office.app_context():
        make.year(office, office.town)
    folder = office.extensions["settings"].folder
    folder.chmod(0o755)
    next(path for path in (folder / "store").rglob("*") if path.is_file()).unlink()
    code, answer = told("doctor", "--json")
    assert code == 1
    assert {c["name"] for c in answer["checks"] if c["grade"] == "red"} == {"folder", "store"}
    folder.chmod(0o700)


def test_doctor_before_the_first_start(empty, told):
    code, answer = told("doctor", "--json")
    assert code == 1 and [check["name"] for check in answer["checks"]] == ["tables"]
    assert "还没有数据" in answer["checks"][0]["sentence"]


def test_issued_letters_come_out_byte_for_byte(office, told, tmp_path):
    with office.app_context():
        make.year(office, office.town)
        stored = {
            path.read_bytes() for path in (office.extensions["settings"].folder / "store").rglob("*") if path.is_file()
        }
    out = tmp_path / "papers"
    code, _ = told("letters", "pdf", "--programme", "2026年度环境保护目标责任书", "--out", str(out))
    assert code == 0
    assert sorted(path.name for path in out.iterdir()) == ["01_王家庄村_责任书.pdf", "02_李家沟村_责任书.pdf"]
    assert {path.read_bytes() for path in out.iterdir()} <= stored
    told("letters", "pdf", "--programme", "2026年度环境保护目标责任书", "--out", str(out), "--docx")
    copies = sorted(out.glob("*.docx"))
    assert [path.stem for path in copies] == ["01_王家庄村_责任书", "02_李家沟村_责任书"]
    assert all(path.read_bytes().startswith(b"PK") for path in copies)
    assert told("letters", "pdf", "--programme", "没有的方案", "--out", str(out))[0] == 2


def test_fonts_are_listed_and_gaps_told(office, told):
    code, answer = told("fonts", "--json")
    assert code == 0 and answer["missing"] == []
    assert {face["licence"] for face in answer["faces"]} == {"SIL OFL 1.1"} and len(answer["faces"]) == 5
    with office.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE units SET short_name = '\U000323af村' WHERE id = 3"))
    code, answer = told("fonts", "--json")
    assert code == 1 and answer["missing"] == ["\U000323af"]


def test_foreign_files_are_as_published(told):
    assert told("vendor", "check")[0] == 0


@pytest.mark.parametrize("bad", ["8000", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:0", ":8000", "127.0.0.1:70000"])
def test_serve_wants_an_address(bad):
    with pytest.raises(SettingsError):
        serve.bound(bad)


@pytest.mark.parametrize(
    ("host", "environ", "refused"),
    [
        ("127.0.0.1", {}, False),
        ("localhost", {}, False),
        ("::1", {}, False),
        ("0.0.0.0", {}, True),
        ("192.168.1.5", {}, True),
        ("0.0.0.0", {"RESPBOOK_ALLOW_HTTP": "1"}, True),
        ("0.0.0.0", {"RESPBOOK_ALLOW_HTTP": "我知道"}, False),
        ("0.0.0.0", {"RESPBOOK_PUBLIC_URL": "https://zrs.example.gov.cn"}, False),
    ],
)
def test_passwords_do_not_cross_the_network_in_the_clear(tmp_path, host, environ, refused):
    told = settings_module.read(environ, tmp_path)
    if refused:
        with pytest.raises(SettingsError, match="明文"):
            serve.refuse_plain(told, host)
    else:
        serve.refuse_plain(told, host)


def test_refusals_are_sentences_not_traces(empty, told, monkeypatch):
    monkeypatch.setenv("RESPBOOK_PUBLIC_URL", "ftp://x")
    code, said = told("people", "list")
    assert code == 2 and said.startswith("RESPBOOK_PUBLIC_URL 必须") and "Traceback" not in said


def test_the_clock_of_commands_has_its_zone():
    assert house.now().utcoffset().total_seconds() == 8 * 3600


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_serve_answers_and_stops_when_told(empty):
    port = free_port()
    script = "import sys; from respbook.commands import main; sys.exit(main())"
    server = subprocess.Popen(
        [sys.executable, "-c", script, "serve", "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        answer = None
        for _ in range(600):  # a busy machine takes its time; one that has stopped is not waited for
            if server.poll() is not None:
                break
            try:
                answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        assert answer is not None and answer.read() == b"ok\n"
        assert answer.headers["Server"] is None
    finally:
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=20)
    assert server.returncode == 0 and "已启动" in said, said
