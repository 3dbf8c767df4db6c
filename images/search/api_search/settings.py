"""What the environment sets."""

from pydantic import Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of the service."""

    model_config = SettingsConfigDict(frozen=True)

    port: int = Field(8000, ge=0, le=65535, description="a whole number from 0 to 65535")
    """Port of the API; 0 takes any free one."""
    catalogue_url: HttpUrl | None = Field(None, description="an http or https URL")
    """Where a newer catalogue is served; only the bundled one is used when there is none."""
    refresh_seconds: int = Field(3600, ge=1, le=86400, description="a whole number from 1 to 86400")
    """How many seconds a catalogue of the upstream is used before it is asked for again."""
    withdraw_seconds: int = Field(0, ge=0, le=60, description="a whole number from 0 to 60")
    """How many seconds it serves on, not ready, once it is told to stop."""
    pod_name: str = Field("", pattern=r"^[-.a-z0-9]*$", description="the name of a pod")
    """What answers say that they come from; they do not say it when it is empty."""
