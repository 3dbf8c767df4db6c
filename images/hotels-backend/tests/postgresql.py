"""A PostgreSQL server that only the tests use, on a socket in a temporary folder."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import psycopg

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
_PROGRAMS = ("initdb", "pg_ctl", "postgres")
# PostgreSQL refuses to run as root. In this user namespace it is nobody, and can still read root's files.
_UNLIKE_ROOT = ("unshare", "--user", "--map-user=65534", "--map-group=65534")


class MissingPostgresqlError(Exception):
    """The machine has no PostgreSQL server; the message says where one was looked for."""


def find_binaries(environment: Mapping[str, str], debian_folder: Path = DEBIAN_FOLDER) -> Path:
    """
    Finds the folder with the server's programs.

    It is `POSTGRES_BIN` when that is set, else the first on `PATH`, else the newest of Debian's packages.

    :param environment: the environment variables
    :param debian_folder: where Debian's packages put each version
    :return: a folder with `initdb`, `pg_ctl` and `postgres`
    :raises ValueError: when `POSTGRES_BIN` is set to a folder without them
    :raises MissingPostgresqlError: when `POSTGRES_BIN` is not set and no folder has them
    """
    given = environment.get("POSTGRES_BIN", "")
    if given != "":
        if not _is_complete(Path(given)):
            raise ValueError(f'POSTGRES_BIN is "{given}": it must be a folder with {", ".join(_PROGRAMS)}')
        return Path(given)
    on_path = shutil.which("initdb", path=environment.get("PATH", ""))
    versions = sorted(debian_folder.glob("*/bin"), key=_version, reverse=True)
    for folder in ([Path(on_path).resolve().parent] if on_path else []) + versions:
        if _is_complete(folder):
            return folder
    raise MissingPostgresqlError(
        f"no PostgreSQL server was found in POSTGRES_BIN, on PATH or in {debian_folder}/*/bin"
    )


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in _PROGRAMS)


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdecimal() else 0


class PostgresqlServer:
    """Runs as long as its context and leaves nothing behind."""

    def __init__(self, binaries: Path) -> None:
        """
        Makes a server that does not run yet.

        :param binaries: the folder with the server's programs
        """
        self._folder = Path(tempfile.mkdtemp(prefix="hotels-postgresql-"))
        self._binaries = binaries
        self._count = 0

    def __enter__(self) -> Self:
        data = self._folder / "data"
        try:
            self._run("initdb", f"--pgdata={data}", "--auth=trust", "--username=postgres", "--no-sync")
            self.start()
        except BaseException:
            shutil.rmtree(self._folder)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def start(self) -> None:
        """Starts the server and waits until it accepts connections."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c fsync=off"
        log = self._folder / "log"
        self._run("pg_ctl", "start", "--wait", f"--pgdata={self._folder}/data", f"--log={log}", "-o", options)

    def stop(self) -> None:
        """Stops the server at once, as a crash would."""
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate", f"--pgdata={self._folder}/data")

    def create_database(self) -> dict[str, str]:
        """
        Creates an empty database.

        :return: the settings that lead to it
        """
        self._count += 1
        name = f"test_{self._count}"
        with psycopg.connect(
            host=str(self._folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return {
            "DB_HOST": str(self._folder),
            "DB_NAME": name,
            "DB_USER": "postgres",
            "DB_PASSWORD": "not asked for",
        }

    def _run(self, program: str, *args: str) -> None:
        passed = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        errors = self._folder / "errors"
        with errors.open("ab") as stream:
            done = subprocess.run(  # noqa: S603 - the programs are PostgreSQL's own
                [*(_UNLIKE_ROOT if os.geteuid() == 0 else ()), self._binaries / program, *args],
                cwd=self._folder,
                env={"LC_ALL": "C.UTF-8", **passed},
                # Not a pipe: the server that pg_ctl starts inherits it and would keep it open.
                stdout=subprocess.DEVNULL,
                stderr=stream,
            )
        if done.returncode != 0:
            raise RuntimeError(f"{program} ended with status {done.returncode}: {errors.read_text()}")
