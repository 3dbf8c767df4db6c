"""JSON that every program reads alike: RFC 8259 with the rules of I-JSON (RFC 7493)."""

import json
import math
from typing import Any, NoReturn

MAX_DEPTH = 64
"""How many lists and objects may be nested: far below Python's own limit, which depends on the call stack."""

_SHOWN_CHARACTERS = 40


def parse(content: bytes) -> Any:
    """
    Parses JSON in UTF-8.

    :param content: the JSON text
    :return: the value, as `json.loads` gives it
    :raises ValueError: with the reason, when the text is not JSON, or is JSON that programs read in different
        ways: a name occurs twice in an object, a number is beyond the range of a double, a string has an
        unpaired surrogate, or more than `MAX_DEPTH` lists and objects are nested
    """
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_integer,
        )
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise _too_deep() from error
    _check_depth(value)
    try:
        # An unpaired surrogate can be escaped in JSON, but it has no UTF-8.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("a string has an unpaired surrogate") from error
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for name, value in pairs:
        if name in content:
            raise ValueError(f"the name {json.dumps(name[:_SHOWN_CHARACTERS])} occurs twice in one object")
        content[name] = value
    return content


def _no_constant(literal: str) -> NoReturn:
    raise ValueError(f"{literal} is not a JSON number")


def _finite(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _integer(literal: str) -> int:
    # First: int() raises another error for thousands of digits.
    _finite(literal)
    return int(literal)


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        parents = [one for one in level if isinstance(one, list | dict)]
        if not parents:
            return
        level = [child for one in parents for child in (one.values() if isinstance(one, dict) else one)]
    raise _too_deep()


def _too_deep() -> ValueError:
    return ValueError(f"more than {MAX_DEPTH} lists and objects are nested")
