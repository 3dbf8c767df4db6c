from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from service import Service

FOLDER = Path(__file__).parents[1]

Start = Callable[..., Service]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts the service with settings; it ends with the test."""
    with ExitStack() as started:
        yield lambda **settings: started.enter_context(running(**settings))


@pytest.fixture(scope="session")
def shared() -> Iterator[Service]:
    """A service of the bundled catalogue that tests share."""
    with running() as service:
        yield service


def running(**settings: str) -> Service:
    path = f"{FOLDER}:{FOLDER.parent / 'http-service'}"
    return Service([str(FOLDER / "main.py")], {"PYTHONPATH": path, "PORT": "0", **settings})
