"""How the tests find a PostgreSQL server."""

import tempfile
from pathlib import Path

import pytest

from postgresql import MissingPostgresqlError, PostgresqlServer, find_binaries


def programs(folder: Path, *names: str) -> Path:
    """Writes executable files with the names of the server's programs."""
    folder.mkdir(parents=True)
    for name in names or ("initdb", "pg_ctl", "postgres"):
        (folder / name).touch(0o755)
    return folder


def test_the_folder_that_is_given_comes_first_then_the_path_then_debians_newest(tmp_path: Path) -> None:
    given, on_path = programs(tmp_path / "given"), programs(tmp_path / "path")
    programs(tmp_path / "debian" / "9" / "bin")
    newest = programs(tmp_path / "debian" / "15" / "bin")
    programs(tmp_path / "debian" / "17" / "bin", "psql")
    environment = {"POSTGRES_BIN": str(given), "PATH": f"/nowhere:{on_path}"}
    for expected, name in ((given, "POSTGRES_BIN"), (on_path, "PATH"), (newest, None)):
        assert find_binaries(environment, tmp_path / "debian") == expected
        environment.pop(name or "", None)


def test_a_program_that_is_linked_on_the_path_leads_to_the_folder_of_all(tmp_path: Path) -> None:
    folder = programs(tmp_path / "15" / "bin")
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "initdb").symlink_to(folder / "initdb")
    assert find_binaries({"PATH": str(tmp_path / "path")}, tmp_path / "none") == folder


def test_a_given_folder_without_the_programs_is_an_error_and_not_a_reason_to_skip(tmp_path: Path) -> None:
    programs(tmp_path / "debian" / "15" / "bin")
    given = programs(tmp_path / "given", "initdb")
    with pytest.raises(ValueError, match="it must be a folder with initdb, pg_ctl, postgres"):
        find_binaries({"POSTGRES_BIN": str(given)}, tmp_path / "debian")


def test_without_a_server_the_reason_names_every_place_that_was_searched(tmp_path: Path) -> None:
    with pytest.raises(MissingPostgresqlError, match=r"POSTGRES_BIN, on PATH or in .*/debian/\*/bin"):
        find_binaries({"PATH": str(tmp_path)}, tmp_path / "debian")


def test_a_program_that_fails_is_reported_with_what_it_said_and_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = programs(tmp_path / "bin")
    (folder / "initdb").write_text("#!/bin/sh\necho no space left >&2\nexit 3\n")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    with (
        pytest.raises(RuntimeError, match="initdb ended with status 3: no space left"),
        PostgresqlServer(folder),
    ):
        pass
    assert list((tmp_path / "temporary").iterdir()) == []
