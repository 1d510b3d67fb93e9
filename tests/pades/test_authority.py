"""本机CA: keys nobody else can read, nothing overwritten, and the commands that say what it is worth."""

import json
import stat

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from signed_letters import NOW, TOWN, authority

from respbook import pades
from respbook.commands import main
from respbook.commands import pades as commands
from respbook.rules.errors import RuleBroken


def test_keys_are_read_by_their_owner_only(tmp_path):
    ca = authority(tmp_path / "ca")
    assert {path.name for path in ca.folder.rglob("*.p12")} == {f"{TOWN}.p12", "青山镇柳沟村村民委员会-王守田.p12"}
    for path in (ca.folder / "ca.key", *ca.folder.rglob("*.p12")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(ca.folder.stat().st_mode) == 0o700
    assert b"ENCRYPTED" in (ca.folder / "ca.key").read_bytes()
    with pytest.raises(ValueError, match="password"):
        pkcs12.load_key_and_certificates(ca.town, b"wrong")


def test_a_certificate_names_person_and_unit(ca):
    key, certificate, _ = pkcs12.load_key_and_certificates(ca.person, b"person-passphrase")
    assert isinstance(key.curve, ec.SECP256R1)
    assert certificate.subject.rfc4514_string() == "CN=王守田,O=青山镇柳沟村村民委员会,C=CN"
    root = x509.load_pem_x509_certificate(ca.root)
    certificate.verify_directly_issued_by(root)
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert certificate.not_valid_after_utc < root.not_valid_after_utc


def test_nothing_is_overwritten_and_bad_words_are_refused(ca, tmp_path):
    for work, sentence in (
        (lambda: pades.make_ca(ca.folder, "又一个", "ca-passphrase", NOW), "已经有CA"),
        (lambda: pades.make_ca(tmp_path / "x", "短口令", "short", NOW), "至少8位"),
        (lambda: pades.make_signer(ca.folder, TOWN, TOWN, "town-passphrase", "ca-passphrase", NOW), "已经有了"),
        (lambda: pades.make_signer(ca.folder, "张三", TOWN, "passphrase", "wrong-passphrase", NOW), "口令不对"),
        (lambda: pades.make_signer(ca.folder, "../张三", TOWN, "passphrase", "ca-passphrase", NOW), "不能有斜杠"),
        (lambda: pades.make_signer(tmp_path, "张三", TOWN, "passphrase", "ca-passphrase", NOW), "没有CA"),
    ):
        with pytest.raises(RuleBroken, match=sentence):
            work()


def test_the_commands_say_what_a_local_authority_is_worth(tmp_path, letter, ca, capsys):
    secret = tmp_path / "secret"
    secret.write_text("a long passphrase\n", "utf-8")
    folder = str(tmp_path / "ca")
    assert main(["pades", "make-ca", folder, "--name", "青山镇本机CA", "--passphrase-file", str(secret)]) == 0
    assert "不是《电子签名法》所说的第三方电子认证" in capsys.readouterr().out
    asked = ["--passphrase-file", str(secret), "--ca-passphrase-file", str(secret)]
    assert main(["pades", "make-signer", folder, "--name", "王守田", "--unit", "柳沟村", *asked]) == 0
    assert "柳沟村-王守田.p12" in capsys.readouterr().out
    signed, issued = tmp_path / "signed.pdf", tmp_path / "issued.pdf"
    signed.write_bytes(letter.both)
    issued.write_bytes(letter.issued)
    theirs = ["--ca", str(ca.folder / "ca.pem")]
    verify = ["pades", "verify", str(signed), *theirs, "--issued", str(issued), "--json"]
    code, found = main(verify), json.loads(capsys.readouterr().out)
    assert found["issued_kept"] is True and len(found["signatures"]) == 2
    assert code == (0 if found["sound"] else 3)
    signed.write_bytes(letter.both[:-300])
    assert main(["pades", "verify", str(signed), *theirs]) == 3
    assert "不能采信" in capsys.readouterr().out
    assert main(["pades", "verify", str(tmp_path / "none.pdf"), *theirs]) == 2


def test_without_the_extra_one_sentence_says_what_to_install(monkeypatch, ca):
    monkeypatch.setattr(pades, "find_spec", lambda name: None)
    with pytest.raises(RuleBroken, match="pip install 'respbook\\[pades\\]'"):
        pades.verify(b"", [ca.root], NOW)


def test_the_list_is_kept_from_the_command_line_and_names_what_a_file_is(tmp_path, monkeypatch, letter, ca, capsys):
    monkeypatch.setenv("RESPBOOK_DATA", str(tmp_path / "data"))
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(letter.both)
    root, verify = str(ca.folder / "ca.pem"), ["pades", "verify", str(signed)]
    assert main(verify) == 2 and not (tmp_path / "data").exists(), "looking makes no site"
    assert "名单上没有受信任的签发机构" in capsys.readouterr().err
    assert main([*verify, "--ca", root]) in (0, 3)
    assert "数字签名（签发机构未经本系统核实）（按现行名单）" in capsys.readouterr().out
    monkeypatch.setattr(commands, "now", lambda: NOW)
    assert main(["pades", "trust", root]) == 2
    assert "只能登记为本单位自建" in capsys.readouterr().err
    assert main(["pades", "trust", root, "--local"]) == 0
    said = capsys.readouterr().out
    digest = pades.read_root(ca.root, NOW).sha256.upper()
    assert digest in said.replace(" ", "") and "本单位自建" in said
    assert main(["pades", "trust", root, "--local"]) == 2
    capsys.readouterr()
    assert main([*verify, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["trust"] for each in found["signatures"]] == ["local", "local"]
    assert found["signatures"][0]["label"] == "数字签名（本单位自建签发机构）（按现行名单）"
    assert found["signatures"][0]["root"] == digest.lower()
    assert main(["pades", "trust", str(tmp_path / "none.pem")]) == 2
