"""传输: forwarded headers are believed by the number of proxies only; what plain HTTP costs; a certificate of one's own (R46, R101)."""

import datetime as d
import http.client
import ssl
import stat
from threading import Thread

import pytest
from cryptography import x509
from flask import request
from werkzeug.serving import make_server

from respbook import settings as settings_module
from respbook.app import create_app
from respbook.commands import main
from respbook.pades import site_certificate
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Role
from respbook.rules.sessions import shortened, span_for
from respbook.web import security

FORGED = {"X-Forwarded-For": "10.9.9.9, 192.168.1.77", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}


def site(folder, faces, **told):
    (folder / "faces").symlink_to(faces)
    app = create_app(settings_module.read(told, folder))
    app.before_request_funcs[None].insert(0, lambda: f"{request.remote_addr} {request.scheme} {request.host}")
    return app


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [("0", "127.0.0.1 http localhost"), ("1", "192.168.1.77 https localhost"), ("2", "10.9.9.9 http localhost")],
)
def test_forwarded_headers_are_believed_by_the_number_of_proxies(tmp_path, faces_folder, proxies, seen):
    app = site(tmp_path, faces_folder, RESPBOOK_PROXIES=proxies)
    assert app.test_client().get("/sign-in", headers=FORGED).text == seen


@pytest.mark.parametrize("proxies", ["-1", "1.5", "one"])
def test_the_number_of_proxies_is_a_number(tmp_path, proxies):
    with pytest.raises(settings_module.SettingsError, match="RESPBOOK_PROXIES"):
        settings_module.read({"RESPBOOK_PROXIES": proxies}, tmp_path)


def test_over_plain_http_sessions_are_short_and_seals_rest(app, monkeypatch, client_as):
    office, village = span_for(frozenset({Role.CLERK})), span_for(frozenset({Role.REPORTER}))
    assert shortened(office).idle == d.timedelta(minutes=15) and shortened(office).absolute == d.timedelta(hours=4)
    assert shortened(village).idle == d.timedelta(hours=1) and shortened(village).absolute == d.timedelta(hours=12)
    security.refuse_over_plain("加盖印章")  # this machine only, or https
    monkeypatch.setitem(app.extensions, "plain", True)
    with pytest.raises(RuleBroken, match="明文访问（http），不能加盖印章"):
        security.refuse_over_plain("加盖印章")
    clerk = client_as("clerk")
    assert clerk.get("/").status_code == 200
    app.config["CLOCK"].forward(minutes=16)
    assert clerk.get("/").status_code in (302, 303, 401)


def test_the_settings_say_when_it_is_plain(tmp_path):
    def plain(**told):
        found = settings_module.read(told, tmp_path)
        return found.allow_http and not found.tls

    assert not plain() and plain(RESPBOOK_ALLOW_HTTP="我知道", RESPBOOK_PUBLIC_URL="http://192.168.1.9")
    assert not plain(RESPBOOK_ALLOW_HTTP="我知道", RESPBOOK_PUBLIC_URL="https://zrs.lan")


def test_a_browser_that_trusts_the_root_trusts_this_site_and_no_other(tmp_path):
    folder = tmp_path / "tls"
    now = d.datetime.now(d.UTC)
    first = site_certificate.make(folder, ("localhost", "127.0.0.1"), now)
    for name, mode in (("ca.key", 0o600), ("site.key", 0o600)):
        assert stat.S_IMODE((folder / name).stat().st_mode) == mode
    for each in (folder, folder / "public", folder / "public" / "ca"):  # the proxy works under an account of its own
        assert each.stat().st_mode & stat.S_IXOTH
    (folder / "site.key").chmod(0o640)  # opened to the group of the proxy, once
    again = site_certificate.make(folder, ("localhost",), now)
    assert again.fingerprint == first.fingerprint  # renewed: nothing to install anew
    assert stat.S_IMODE((folder / "site.key").stat().st_mode) == 0o640
    page = again.page.read_text("utf-8")
    assert first.fingerprint in page and "https://localhost" in page and "苹果手机" in page
    leaf = x509.load_pem_x509_certificate((folder / "site.pem").read_bytes())
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= d.timedelta(days=825)
    assert _greeting(folder, "localhost") == b"ok"
    with pytest.raises(RuleBroken, match="不管other"):
        site_certificate.make(folder, ("other.lan",), now)
    with pytest.raises(RuleBroken, match="不是网址"):
        site_certificate.make(folder, ("https://x",), now)
    (folder / "ca.key").unlink()
    with pytest.raises(RuleBroken, match="不全"):
        site_certificate.make(folder, ("localhost",), now)


def _greeting(folder, host):
    """What a client hears that trusts the root alone."""
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(folder / "site.pem", folder / "site.key")

    def answer(_environ, start):
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"ok"]

    server = make_server("127.0.0.1", 0, answer, ssl_context=served)
    Thread(target=server.handle_request, daemon=True).start()
    trusting = ssl.create_default_context(cafile=str(folder / "public" / "ca" / "ca.crt"))
    connection = http.client.HTTPSConnection(host, server.server_port, context=trusting, timeout=20)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read()
    finally:
        connection.close()
        server.server_close()


def test_the_samples_are_printed_and_say_what_the_site_expects(capsys):
    for which, words in (
        ("caddy", ("request_buffers", "reverse_proxy", "tls /etc/respbook/site.pem")),
        ("nginx", ("proxy_request_buffering on", "X-Forwarded-For $remote_addr", "hash $respbook_device")),
        ("systemd", ("ExecStart=/opt/respbook/bin/respbook serve", "UMask=0077")),
    ):
        assert main(["sample", which]) == 0
        said = capsys.readouterr().out
        assert all(each in said for each in words)
        assert said.count("{") == said.count("}")
    assert security.MAX_SCANS < 80 * 1000 * 1000  # what both proxies let through


def test_the_command_makes_what_the_samples_name(tmp_path, capsys):
    assert main(["cert", str(tmp_path / "tls"), "--host", "zrs.qingshan.lan", "--host", "192.168.1.10"]) == 0
    said = capsys.readouterr().out
    assert "site.pem" in said and "指纹" in said and (tmp_path / "tls" / "public" / "ca" / "ca.crt").exists()
    assert main(["cert", str(tmp_path / "tls"), "--host", "another.lan"]) == 2
