"""Settings, read from the environment and checked once when a program starts."""

import json
import sys
from typing import Annotated, Any, TypeVar

from pydantic import Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsError

from .logs import log

S = TypeVar("S", bound=BaseSettings)

Port = Annotated[int, Field(ge=0, le=65535, description="a whole number from 0 to 65535")]
"""The type of a setting for a port to listen on; 0 takes any free one."""

WRONG_SETTINGS = 2
"""The exit status of a program whose settings are wrong."""


def load(cls: type[S]) -> S:
    """
    Reads settings from the environment.

    When any are wrong, ends the process with the status `WRONG_SETTINGS` and one log line for each: its name,
    its value unless it is a secret, and what is allowed.

    :param cls: the class of the settings; the `description` of each field completes "it must be …"
    :return: the settings
    """
    try:
        return cls()
    except ValidationError as error:
        for wrong in error.errors(include_url=False):
            _report(cls, wrong)
    except SettingsError as error:
        log("error", str(error))
    sys.exit(WRONG_SETTINGS)


def _report(cls: type[BaseSettings], wrong: Any) -> None:
    name = str(wrong["loc"][0]) if wrong["loc"] else ""
    for field, info in cls.model_fields.items():
        if name in (field, info.validation_alias):
            setting = _variable(cls, field, info)
            value = f"is {_shown(info, wrong)}"
            log("error", f"{setting} {value}: it must be {info.description}", setting=setting)
            return
    # A rule on several settings: its own message, without the values.
    log("error", wrong["msg"].removeprefix("Value error, "))


def _variable(cls: type[BaseSettings], field: str, info: FieldInfo) -> str:
    alias = info.validation_alias
    return (alias if isinstance(alias, str) else f"{cls.model_config.get('env_prefix', '')}{field}").upper()


def _shown(info: FieldInfo, wrong: Any) -> str:
    if wrong["type"] == "missing":
        return "not set"
    # Part of the names of all of pydantic's secret types.
    if "Secret" in repr(info.annotation):
        return "not allowed"
    return json.dumps(wrong["input"], default=str)
