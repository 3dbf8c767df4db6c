"""The service, for the tests of its API."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from image_program import Start, start_program
from service import Service

FOLDER = Path(__file__).resolve().parents[1]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts the service with settings, and ends it after the test."""
    with ExitStack() as started:
        yield lambda **settings: started.enter_context(start_program(FOLDER, **settings))


@pytest.fixture(scope="session")
def shared() -> Iterator[Service]:
    """A service with the bundled catalogue that tests share."""
    with start_program(FOLDER) as service:
        yield service
