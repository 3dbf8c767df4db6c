"""The verifier as a separate process."""

from pathlib import Path

from image_program import start_program
from service import Service

FOLDER = Path(__file__).resolve().parents[1]


def start(keys: Path, **settings: str) -> Service:
    """
    Starts the verifier on any free port.

    :param keys: its key set
    :param settings: its other settings
    :return: the service, not yet listening
    """
    return start_program(FOLDER, **{"KEYS_PATH": str(keys), **settings})
