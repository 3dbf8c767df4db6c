"""The service as a process of its own."""

import json
import os
import signal
import subprocess
import sys

import httpx

from conftest import IMAGE, Database


def test_it_serves_what_the_migration_loaded_and_ends_in_order(sqlite_database: Database) -> None:
    sqlite_database.migrate()
    path = os.pathsep.join(map(str, [IMAGE, IMAGE.parent / "http-service"]))
    env = {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "PORT": "0", **sqlite_database.env}
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, IMAGE / "main.py"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        listening = json.loads(process.stdout.readline())
        assert listening["message"] == "listening"
        origin = f"http://127.0.0.1:{listening['port']}"
        assert len(httpx.get(f"{origin}/hotels", trust_env=False).json()) == 17
        assert httpx.get(f"{origin}/status", trust_env=False).json() == {"status": "UP"}
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "Traceback" not in out
