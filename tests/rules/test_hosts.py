"""运行主机: what several on one database must have in common."""

from dataclasses import replace

from respbook.rules.hosts import HostFacts, fingerprint, objections, remarks

ONE = HostFacts("甲机", "/var/lib/respbook", "0.8", ("k1",), "https://10.0.0.5:9000/respbook")
TWO = replace(ONE, name="乙机")


def said(rule, mine, *others):
    return "".join(rule(mine, others))


def test_two_alike_work_together():
    assert said(objections, ONE, TWO) == said(remarks, ONE, TWO) == said(objections, replace(ONE, store="")) == ""


def test_originals_in_a_folder_are_told_of_whoever_has_them_there():
    assert "本机的照片和文书存在自己的文件夹里" in said(objections, replace(ONE, store=""), TWO)
    assert "“乙机”的照片和文书存在自己的文件夹里" in said(objections, ONE, replace(TWO, store=""))
    assert "不是同一个" in said(objections, ONE, replace(TWO, store="https://10.0.0.5:9000/other"))


def test_each_must_accept_what_the_other_signs():
    assert "RESPBOOK_SECRET_KEYS" in said(objections, ONE, replace(TWO, keys=("k2",)))
    assert "RESPBOOK_SECRET_KEYS" in said(objections, ONE, replace(TWO, keys=("k2", "k1")))
    rotating = replace(ONE, keys=("k2", "k1")), replace(TWO, keys=("k1", "k2"))
    assert said(objections, *rotating) == ""


def test_versions_and_clocks_are_only_remarked():
    assert "0.9 版" in said(remarks, ONE, replace(TWO, version="0.9"))
    assert "相差61秒" in said(remarks, replace(ONE, skew=-61), TWO) and "相差9秒" in said(
        remarks, ONE, replace(TWO, skew=9)
    )
    assert said(remarks, replace(ONE, skew=5), TWO) == ""


def test_a_fingerprint_tells_keys_apart_and_nothing_else():
    assert fingerprint("a" * 40) != fingerprint("b" * 40) and len(fingerprint("a" * 40)) == 12
