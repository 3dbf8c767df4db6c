"""The settings, read from the environment and checked once when the program starts."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from http_service.settings import Port

_LONGEST_TTL = 30 * 24 * 3600
"""The upper limit of the creator's setting too."""


class VerifierSettings(BaseSettings):
    """The settings of the service."""

    model_config = SettingsConfigDict(frozen=True)

    port: Port = 5000
    """The port of the API."""
    keys_path: Annotated[str, Field(pattern=r"^/.*[^/]$", description="the absolute path of a file")] = (
        "/keys/jwks.json"
    )
    """The key set that keycreator wrote."""
    issuer: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9][-A-Za-z0-9._~:/]{0,127}$",
            description="a name or a URL of at most 128 letters, digits and -._~:/",
        ),
    ] = "shared-keys"
    """The only issuer whose tokens are accepted."""
    max_ttl: Annotated[
        int, Field(ge=1, le=_LONGEST_TTL, description=f"a whole number from 1 to {_LONGEST_TTL}")
    ] = 3600
    """The longest lifetime of a token in seconds, as the creator's setting of this name."""
