"""The verifier as a process of its own."""

from pathlib import Path

from service import Service

PROGRAM = Path(__file__).parent.parent


def start(keys: Path, **settings: str) -> Service:
    """Starts it with these keys, on any free port."""
    paths = f"{PROGRAM}:{PROGRAM.parent / 'http-service'}"
    environment = {"PYTHONPATH": paths, "PORT": "0", "KEYS_PATH": str(keys), **settings}
    return Service([str(PROGRAM / "main.py")], environment)
