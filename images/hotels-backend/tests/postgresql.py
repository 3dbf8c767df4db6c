"""A PostgreSQL server of the tests' own, on a socket in a temporary folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

_FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


class PostgresqlServer:
    """Runs for as long as its context; nothing of it is left afterwards."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="hotels-postgresql-"))
        self._binaries = _FOUND[-1].parent
        self._count = 0
        # It refuses to run as root.
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())

    @staticmethod
    def missing() -> str | None:
        """Why there can be none here, or nothing when there can."""
        return None if _FOUND else "there is no PostgreSQL server in /usr/lib/postgresql"

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        data = self._folder / "data"
        self._run("initdb", f"--pgdata={data}", "--auth=trust", "--username=postgres", "--no-sync")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c fsync=off"
        log = self._folder / "log"
        self._run("pg_ctl", "start", "--wait", f"--pgdata={self._folder}/data", f"--log={log}", "-o", options)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate", f"--pgdata={self._folder}/data")

    def create_database(self) -> dict[str, str]:
        """Makes an empty database; gives the settings that lead to it."""
        self._count += 1
        name = f"test_{self._count}"
        self._run("createdb", f"--host={self._folder}", "--username=postgres", name)
        return {
            "DB_HOST": str(self._folder),
            "DB_NAME": name,
            "DB_USER": "postgres",
            "DB_PASSWORD": "not asked for",
        }

    def _run(self, program: str, *args: str) -> None:
        as_user = {} if os.geteuid() != 0 else {"user": self._user.pw_uid, "group": self._user.pw_gid}
        done = subprocess.run(  # noqa: S603
            [self._binaries / program, *args],
            cwd=self._folder,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
            # pg_ctl's server keeps what it inherits: a pipe would stay open.
            stdout=subprocess.DEVNULL,
            stderr=(self._folder / "errors").open("ab"),
            **as_user,
        )
        if done.returncode != 0:
            said = (self._folder / "errors").read_text()
            raise RuntimeError(f"{program} ended with {done.returncode}: {said}")
