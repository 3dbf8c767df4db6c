"""Settings of the environment, read and checked once at start."""

import json
import sys
from typing import Any, TypeVar

from pydantic import SecretBytes, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsError

from .logs import log

S = TypeVar("S", bound=BaseSettings)

_MISUSE = 2


def load(cls: type[S]) -> S:
    """
    Reads the settings of a class from the environment.

    Every field needs a `description` that is worded to follow "it must be". Ends the process with status 2
    and one JSON line for each wrong setting: its name, its value unless it is a secret, and what is allowed.
    """
    try:
        return cls()
    except ValidationError as error:
        for wrong in error.errors(include_url=False):
            _report(cls, wrong)
    except SettingsError as error:
        log("error", str(error))
    sys.exit(_MISUSE)


def _report(cls: type[BaseSettings], wrong: Any) -> None:
    name = str(wrong["loc"][0]) if wrong["loc"] else ""
    for field, info in cls.model_fields.items():
        if name in (field, info.validation_alias):
            setting = _variable(cls, field, info)
            value = f"is {_shown(info, wrong)}"
            log("error", f"{setting} {value}: it must be {info.description}", setting=setting)
            return
    # Of several settings together: pydantic's own message, without the values.
    log("error", wrong["msg"].removeprefix("Value error, "))


def _variable(cls: type[BaseSettings], field: str, info: FieldInfo) -> str:
    alias = info.validation_alias
    return (alias if isinstance(alias, str) else f"{cls.model_config.get('env_prefix', '')}{field}").upper()


def _shown(info: FieldInfo, wrong: Any) -> str:
    if wrong["type"] == "missing":
        return "not set"
    if any(kind.__name__ in repr(info.annotation) for kind in (SecretStr, SecretBytes)):
        return "not allowed"
    return json.dumps(wrong["input"], default=str)
