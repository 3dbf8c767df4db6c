"""The settings, from the environment: read and checked once, at start."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class VerifierSettings(BaseSettings):
    """What the verifier runs with."""

    model_config = SettingsConfigDict(extra="ignore")

    port: Annotated[int, Field(ge=0, le=65535, description="a whole number from 0 to 65535")] = 5000
    """The port of the API; 0 takes any free one."""
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
    """The only issuer whose tokens are taken."""
