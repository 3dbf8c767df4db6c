"""The settings, as both programs take them from the environment."""

import json
import logging
from pathlib import Path

import pytest

from databases import FOLDER
from hotels_backend.database import open_database
from hotels_backend.settings import DatabaseSettings
from http_service.logs import configure
from http_service.settings import load
from image_program import start_program

ALLOWED_PATH = "it must be the absolute path of a file in a folder that exists"
ALLOWED_TABLE = (
    "it must be 1 to 40 lower-case letters, digits and underscores,"
    " not starting with a digit, sqlite or alembic"
)
ALLOWED_HOST = "it must be a host name, an IP address or the folder of a socket, without spaces"
ONE_OF_BOTH = "with DB_HOST, exactly one of DB_PASSWORD and DB_PASSWORD_FILE must be set"


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"DB_PATH": "hotels.db"}, f'DB_PATH is "hotels.db": {ALLOWED_PATH}'),
        ({"DB_PATH": "/none/hotels.db"}, f'DB_PATH is "/none/hotels.db": {ALLOWED_PATH}'),
        ({"DB_PATH": "/etc"}, f'DB_PATH is "/etc": {ALLOWED_PATH}'),
        *[
            ({"DB_PATH": "/etc/x.db", "DB_TABLE": table}, f"DB_TABLE is {json.dumps(table)}: {ALLOWED_TABLE}")
            for table in (
                "Hotels",
                "a" * 41,
                "1a",
                "a-b",
                "a;b",
                'a"b',
                "sqlite_master",
                "alembic_version",
                "ñ",
            )
        ],
        (
            {"DB_PATH": "/etc/x.db", "DB_PORT": "70000"},
            'DB_PORT is "70000": it must be a whole number from 1 to 65535',
        ),
        ({"DB_HOST": "database"}, ONE_OF_BOTH),
        ({"DB_HOST": "database", "DB_PASSWORD": "secret", "DB_PASSWORD_FILE": "/etc/hostname"}, ONE_OF_BOTH),
        (
            {"DB_HOST": "database", "DB_PASSWORD_FILE": "/none"},
            'DB_PASSWORD_FILE is "/none": it must be the path of a file that can be read',
        ),
        ({"DB_HOST": "a b", "DB_PASSWORD": "secret"}, f'DB_HOST is "a b": {ALLOWED_HOST}'),
    ],
)
def test_a_wrong_one_is_named_with_its_value_and_what_is_allowed(
    env: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    configure()
    with pytest.raises(SystemExit) as ended:
        load(DatabaseSettings)
    assert ended.value.code == 2
    said = capsys.readouterr().out
    assert json.loads(said)["message"] == message
    assert "secret" not in said


def test_all_that_are_wrong_are_named_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    latin = tmp_path / "password"
    latin.write_bytes(b"\xf1")
    wrong = {
        "DB_PATH": "hotels.db",
        "DB_TABLE": "1a",
        "DB_PORT": "0",
        "DB_PASSWORD_FILE": str(latin),
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    configure()
    with pytest.raises(SystemExit):
        load(DatabaseSettings)
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["setting"] for line in said} == set(wrong)
    assert len(said) == len(wrong)


@pytest.mark.parametrize("program", ["migrations.py", "main.py"])
def test_a_program_with_wrong_ones_says_so_and_ends(program: str) -> None:
    with start_program(FOLDER, program, DB_PATH="/etc/x.db", DB_TABLE="1a") as service:
        assert service.ended() == 2
        assert [line["message"] for line in service.log] == [f'DB_TABLE is "1a": {ALLOWED_TABLE}']


def test_a_wrong_port_is_named() -> None:
    with start_program(FOLDER, DB_PATH="/etc/x.db", PORT="http") as service:
        assert service.ended() == 2
        messages = [line["message"] for line in service.log]
        assert messages == ['PORT is "http": it must be a whole number from 0 to 65535']


def test_the_password_is_neither_logged_nor_shown_when_the_server_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("hunter2\n")
    settings = DatabaseSettings(db_host="database", db_password_file=file)
    assert settings.password() == "hunter2"
    shown = f"{settings!r} {open_database(settings)!r} {open_database(settings).url!r}"
    assert "hunter2" not in shown
