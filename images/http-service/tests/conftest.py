"""Services to test: the example, shared by tests or used by only one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service import Service

TESTS = Path(__file__).parent


def example(*, port: int = 0, withdraw_seconds: float = 0, start: str = "succeeds") -> Service:
    """Starts the example as a separate process, listening on loopback."""
    return running(str(TESTS / "example.py"), str(port), str(withdraw_seconds), start)


def running(*arguments: str) -> Service:
    """What Python runs with these arguments, with the package and the example at hand."""
    return Service(arguments, {"PYTHONPATH": f"{TESTS}:{TESTS.parent}"})


@pytest.fixture(scope="session")
def shared() -> Iterator[Service]:
    """An example that tests share, since they leave it as it was."""
    with example() as service:
        yield service


@pytest.fixture
def own() -> Iterator[Service]:
    """An example that only one test uses and may stop."""
    with example() as service:
        yield service
