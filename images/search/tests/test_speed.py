"""How long a client waits."""

import os
import statistics
import time
from http.client import HTTPConnection

import pytest

from image_program import Start


@pytest.mark.parametrize("name", ["Weather", "e", "zzz"])
def test_an_answer_served_on_one_core_takes_less_than_ten_milliseconds_at_the_median(
    start: Start, name: str
) -> None:
    service = start()
    os.sched_setaffinity(service.pid, {min(os.sched_getaffinity(0))})
    seconds = []
    for _ in range(100):
        started = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", service.port)
        connection.request("GET", f"/{name}")
        answer = connection.getresponse()
        answer.read()
        connection.close()
        seconds.append(time.perf_counter() - started)
        assert answer.status == 200
    assert statistics.median(seconds) < 0.010
