"""How much work an answer is."""

import os
from pathlib import Path

import pytest

from image_program import Start
from service import Service

REQUESTS = 100


def cpu_seconds(service: Service) -> float:
    """The CPU time of a service. Other work on the machine does not add to it."""
    fields = Path(f"/proc/{service.pid}/stat").read_text().rpartition(") ")[2].split()
    # The 14th and 15th field of proc_pid_stat(5): user and system time; the first two are cut off.
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("name", ["Weather", "e", "zzz"])
def test_an_answer_takes_less_than_three_milliseconds_of_a_core(start: Start, name: str) -> None:
    service = start()
    assert service.ask(f"GET /{name}").status == 200
    before = cpu_seconds(service)
    for _ in range(REQUESTS):
        assert service.ask(f"GET /{name}").status == 200
    assert (cpu_seconds(service) - before) / REQUESTS < 0.003
