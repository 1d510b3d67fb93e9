"""两台主机: the county's set-up on this machine; the one that is at a batch is killed, the other ends it (safety R87, R92)."""

import buckets
import pytest
import two_hosts
from databases import POSTGRESQL

pytestmark = pytest.mark.skipif(not POSTGRESQL, reason="several hosts share a PostgreSQL")


def test_a_host_is_killed_in_the_middle_and_nothing_is_lost_or_doubled(tmp_path, faces_folder, seeds):
    with buckets.running() as url:
        hosts = two_hosts.Hosts(tmp_path, faces_folder, seeds, buckets.made(url))
        try:
            told = two_hosts.evening(hosts, letters=6)
            village = told["village"]
            assert told["sent"] == 303 and told["approved"] == 303 and not village.faults
            assert told["before"] < 6, "the batch was over before its host was killed"
            assert village.moved and len(village.acknowledged) > 3
            assert two_hosts.looked_over(hosts, told) == (0, 0)
            assert two_hosts.photo_by(hosts, told["left"]) == told["photo"]
            _a_stranger_is_refused(hosts, told["left"], told["killed"])
        finally:
            hosts.leave()


def _a_stranger_is_refused(hosts, left, killed):
    """A third with keys of its own and its originals in a folder of its own does not begin to work."""
    hosts.start(
        "c",
        RESPBOOK_SECRET_KEYS="x" * 40,
        RESPBOOK_S3_URL="",
        RESPBOOK_S3_BUCKET="",
        RESPBOOK_S3_KEY="",
        RESPBOOK_S3_SECRET="",
    )
    assert hosts.processes["c"].wait(60) != 0
    assert "对象存储" in hosts.log("c") and "RESPBOOK_SECRET_KEYS" in hosts.log("c")
