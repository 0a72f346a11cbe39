"""What a command costs."""

from __future__ import annotations

import sys
import time

import pytest

from benchmarks.measure import CommandError, TooSlowError, run

BUSY = "import time\nwhile time.process_time() < 0.3: pass"
IN_A_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"


def python(text):
    return [sys.executable, "-S", "-c", text]


def test_the_time_of_what_a_command_starts_counts(tmp_path):
    assert run(python(IN_A_CHILD), tmp_path).cpu >= 0.3


def test_waiting_takes_no_cpu(tmp_path):
    cost = run(python("import time; time.sleep(0.3)"), tmp_path)
    assert cost.wall >= 0.3
    assert cost.cpu < cost.wall


def test_memory_is_the_commands_and_not_ours(tmp_path):
    ours = bytearray(200_000_000)
    assert run(python("pass"), tmp_path).rss < 100
    assert run(python("text = bytearray(150_000_000)"), tmp_path).rss > 150
    assert ours


def test_a_command_that_fails_is_told_with_what_it_said(tmp_path):
    with pytest.raises(CommandError, match="ended with 3:\nit cannot be"):
        run(python("import sys; print('it cannot be'); sys.exit(3)"), tmp_path)


def test_a_command_that_takes_too_long_is_stopped_with_what_it_started(tmp_path):
    write = "import time; time.sleep(1.5); open('late', 'w')"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {write!r}])"
    with pytest.raises(TooSlowError, match=r"took more than 0\.5 s"):
        run(python(start), tmp_path, limit=0.5)
    time.sleep(1.5)
    assert not (tmp_path / "late").exists()
