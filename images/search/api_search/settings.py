"""The settings, read from the environment and checked once when the program starts."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, HttpUrl, Secret, TypeAdapter, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from http_service.settings import Port


class SearchSettings(BaseSettings):
    """The settings of the service."""

    model_config = SettingsConfigDict(frozen=True)

    port: Port = 8000
    """The port of the API."""
    catalogue_url: Annotated[Secret[HttpUrl] | None, Field(description="an http or https URL")] = None
    """Where newer catalogues are served. Without it only the bundled catalogue is used."""
    catalogue_url_file: Annotated[
        Path | None, Field(description="the path of a file that holds an http or https URL")
    ] = None
    """A file with that URL, to set instead of it. Blanks and line breaks around the URL are ignored."""
    refresh_seconds: Annotated[int, Field(ge=1, le=86400, description="a whole number from 1 to 86400")] = (
        3600
    )
    """How many seconds after a good answer the upstream is asked again."""
    withdraw_seconds: Annotated[int, Field(ge=0, le=60, description="a whole number from 0 to 60")] = 0
    """How many seconds the service still serves, but is not ready, after it is told to stop."""
    pod_name: Annotated[str, Field(pattern=r"^[-.a-z0-9]*$", description="the name of a pod")] = ""
    """The name in the header `X-Served-By` of answers. Without it they have no such header."""

    @field_validator("catalogue_url_file")
    @classmethod
    def _holds_a_url(cls, file: Path | None) -> Path | None:
        try:
            if file is not None:
                _url_in(file)
        except (OSError, ValueError):
            # The error itself could show what is in the file.
            raise ValueError("it holds no URL") from None
        return file

    @model_validator(mode="after")
    def _one_url(self) -> Self:
        if self.catalogue_url is not None and self.catalogue_url_file is not None:
            raise ValueError("only one of CATALOGUE_URL and CATALOGUE_URL_FILE can be set")
        return self

    def url(self) -> str | None:
        """
        Gives the URL of newer catalogues.

        :return: the URL; none when neither it nor a file with it is set
        :raises OSError: when its file cannot be read any more
        """
        if self.catalogue_url_file is not None:
            return _url_in(self.catalogue_url_file)
        return None if self.catalogue_url is None else str(self.catalogue_url.get_secret_value())


def _url_in(file: Path) -> str:
    return str(TypeAdapter(HttpUrl).validate_python(file.read_text("utf-8").strip()))
