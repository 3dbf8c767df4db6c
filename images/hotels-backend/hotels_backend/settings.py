"""The settings, from the environment: read and checked once, when a program starts."""

import json
import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# With its longest prefix, a name that derives from the table's has to be within PostgreSQL's 63 letters.
_TABLE = re.compile(r"^(?!sqlite|alembic)[a-z_][a-z0-9_]{0,39}\Z")
_WORD = r"^[^\s\x00-\x1f\x7f]+$"


class DatabaseSettings(BaseSettings):
    """Where the hotels are: a SQLite file, or a PostgreSQL server when `DB_HOST` is set."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    # The SQLite file. Not used with `DB_HOST`.
    db_path: Annotated[str, Field(description="the absolute path of a file in a folder that exists")] = (
        "/data/hotels.db"
    )
    # The table of the hotels; each table has migrations of its own.
    db_table: Annotated[
        str,
        Field(
            pattern=_TABLE,
            description="1 to 40 lower-case letters, digits and underscores,"
            " not starting with a digit, sqlite or alembic",
        ),
    ] = "hotels"
    # The PostgreSQL server; default: none, so SQLite.
    db_host: Annotated[
        str | None,
        Field(
            pattern=_WORD, description="a host name, an IP address or the folder of a socket, without spaces"
        ),
    ] = None
    db_port: Annotated[int, Field(ge=1, le=65535, description="a whole number from 1 to 65535")] = 5432
    db_name: Annotated[str, Field(pattern=_WORD, description="the name of a database, without spaces")] = (
        "hotels"
    )
    db_user: Annotated[str, Field(pattern=_WORD, description="the name of a user, without spaces")] = "hotels"
    db_password: Annotated[SecretStr | None, Field(description="text that is not empty")] = None
    # A file that holds the password instead; a line break at its end does not count.
    db_password_file: Annotated[Path | None, Field(description="the path of a file that exists")] = None

    @field_validator("db_password_file")
    @classmethod
    def _exists(cls, file: Path | None) -> Path | None:
        if file is not None and not file.is_file():
            raise ValueError("there is no such file")
        return file

    @model_validator(mode="after")
    def _one_database(self) -> Self:
        if self.db_host is None:
            file = Path(self.db_path)
            # Of a folder that is no file's the service would learn only when it is asked for hotels.
            if (
                not file.is_absolute()
                or self.db_path.endswith("/")
                or not file.parent.is_dir()
                or file.is_dir()
            ):
                allowed = type(self).model_fields["db_path"].description
                raise ValueError(f"DB_PATH is {json.dumps(self.db_path)}: it must be {allowed}")
        elif (self.db_password is None) == (self.db_password_file is None):
            raise ValueError(
                "DB_PASSWORD and DB_PASSWORD_FILE are both set or both not set:"
                " with DB_HOST it must be one of them"
            )
        return self

    def password(self) -> str:
        """The password of the PostgreSQL user.

        Raises:
            OSError: when its file cannot be read
        """
        if self.db_password_file is not None:
            return self.db_password_file.read_text(encoding="utf-8").removesuffix("\n")
        return self.db_password.get_secret_value() if self.db_password is not None else ""


class ServerSettings(DatabaseSettings):
    """The settings of the service."""

    # 0 takes any free one.
    port: Annotated[int, Field(ge=0, le=65535, description="a whole number from 0 to 65535")] = 5000
