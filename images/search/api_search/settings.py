"""The settings, read from the environment and checked once when the program starts."""

from typing import Annotated

from pydantic import Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict

from http_service.settings import Port


class SearchSettings(BaseSettings):
    """The settings of the service."""

    model_config = SettingsConfigDict(frozen=True)

    port: Port = 8000
    """The port of the API."""
    catalogue_url: Annotated[HttpUrl | None, Field(description="an http or https URL")] = None
    """Where newer catalogues are served. Without it only the bundled catalogue is used."""
    refresh_seconds: Annotated[int, Field(ge=1, le=86400, description="a whole number from 1 to 86400")] = (
        3600
    )
    """How many seconds after a good answer the upstream is asked again."""
    withdraw_seconds: Annotated[int, Field(ge=0, le=60, description="a whole number from 0 to 60")] = 0
    """How many seconds the service still serves, but is not ready, after it is told to stop."""
    pod_name: Annotated[str, Field(pattern=r"^[-.a-z0-9]*$", description="the name of a pod")] = ""
    """The name in the header `X-Served-By` of answers. Without it they have no such header."""
