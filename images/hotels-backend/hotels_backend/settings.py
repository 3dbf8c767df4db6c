"""The settings, read from the environment and checked once when a program starts."""

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from http_service.settings import Port

# PostgreSQL cuts names at 63 bytes: 40 leave room for the prefixes of the names that derive from the table's.
_TABLE = re.compile(r"^(?!sqlite|alembic)[a-z_][a-z0-9_]{0,39}\Z")
_WORD = r"^[^\s\x00-\x1f\x7f]+$"


class DatabaseSettings(BaseSettings):
    """
    The database of the hotels: a SQLite file, or a PostgreSQL server when `DB_HOST` is set.

    An empty variable counts as not set.
    """

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    db_host: Annotated[
        str | None,
        Field(
            pattern=_WORD, description="a host name, an IP address or the folder of a socket, without spaces"
        ),
    ] = None
    """The PostgreSQL server. Without it the hotels are in the SQLite file."""
    db_path: Annotated[str, Field(description="the absolute path of a file in a folder that exists")] = (
        "/data/hotels.db"
    )
    """The SQLite file. Ignored when `DB_HOST` is set."""
    db_table: Annotated[
        str,
        Field(
            pattern=_TABLE,
            description="1 to 40 lower-case letters, digits and underscores,"
            " not starting with a digit, sqlite or alembic",
        ),
    ] = "hotels"
    """The table of the hotels. Each table is migrated separately."""
    db_port: Annotated[int, Field(ge=1, le=65535, description="a whole number from 1 to 65535")] = 5432
    """The port of the PostgreSQL server."""
    db_name: Annotated[str, Field(pattern=_WORD, description="the name of a database, without spaces")] = (
        "hotels"
    )
    """The database on the PostgreSQL server."""
    db_user: Annotated[str, Field(pattern=_WORD, description="the name of a user, without spaces")] = "hotels"
    """The user of the PostgreSQL server."""
    db_password: Annotated[SecretStr | None, Field(description="text that is not empty")] = None
    """The password of that user."""
    db_password_file: Annotated[Path | None, Field(description="the path of a file that can be read")] = None
    """A file with the password, in UTF-8, to set instead of it. A line break at its end is ignored."""

    @field_validator("db_path")
    @classmethod
    def _in_a_folder(cls, path: str, info: ValidationInfo) -> str:
        # SQLite would report a missing folder only at the first request.
        file = Path(path)
        fits = file.is_absolute() and not path.endswith("/") and file.parent.is_dir() and not file.is_dir()
        if not fits and info.data.get("db_host", "not valid") is None:
            raise ValueError("there is no such folder")
        return path

    @field_validator("db_password_file")
    @classmethod
    def _readable(cls, file: Path | None) -> Path | None:
        try:
            if file is not None:
                file.read_text("utf-8")
        except OSError as error:
            raise ValueError("it cannot be read") from error
        return file

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        if self.db_host is not None and (self.db_password is None) == (self.db_password_file is None):
            raise ValueError("with DB_HOST, exactly one of DB_PASSWORD and DB_PASSWORD_FILE must be set")
        return self

    def password(self) -> str:
        """
        Gives the password of the PostgreSQL user.

        :return: the password; empty when none is set
        :raises OSError: when its file cannot be read any more
        """
        if self.db_password_file is not None:
            return self.db_password_file.read_text("utf-8").removesuffix("\n")
        return self.db_password.get_secret_value() if self.db_password is not None else ""


class ServerSettings(DatabaseSettings):
    """The settings of the service."""

    port: Port = 5000
    """The port of the API."""
