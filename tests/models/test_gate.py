"""写闸: first come, first served; one at a time, among threads and among processes."""

import subprocess
import sys
import threading
import time

import pytest

from respbook.models.gate import Gate


@pytest.mark.parametrize("with_file", [True, False])
def test_turns_come_in_the_order_of_asking(tmp_path, with_file):
    gate = Gate(tmp_path / "write.lock" if with_file else None)
    order, threads = [], []

    def ask(number):
        with gate.turn():
            order.append(number)

    with gate.turn():
        for number in range(12):
            threads.append(threading.Thread(target=ask, args=(number,)))
            threads[-1].start()
            while len(gate._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join(10)
    assert order == list(range(12))


def test_only_one_is_inside(tmp_path):
    gate, inside, most = Gate(tmp_path / "write.lock"), [0], [0]

    def work():
        for _ in range(50):
            with gate.turn():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most == [1] and not gate._busy


def test_a_failed_turn_lets_the_next_one_in(tmp_path):
    gate = Gate(tmp_path / "write.lock")
    with pytest.raises(ZeroDivisionError), gate.turn():
        raise ZeroDivisionError
    with gate.turn():
        pass


def test_another_process_waits_its_turn(tmp_path):
    gate = Gate(tmp_path / "write.lock")
    code = (
        "from pathlib import Path; import sys; from respbook.models.gate import Gate\n"
        "print('asks', flush=True)\n"
        "with Gate(Path(sys.argv[1])).turn(): print('in', flush=True)"
    )
    with gate.turn():
        other = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "write.lock")], stdout=subprocess.PIPE, text=True
        )
        assert other.stdout.readline() == "asks\n"
        time.sleep(0.2)
        assert other.poll() is None
    assert other.communicate(timeout=10)[0] == "in\n"
