"""JSON that every program reads alike."""

import json
import math
from typing import Any, NoReturn


def parse(content: bytes) -> Any:
    """
    What JSON in UTF-8 stands for.

    :raises ValueError: when it is no JSON, or JSON that programs read in different ways: names that are there
        twice, numbers beyond all bounds, text that is no Unicode, nesting without end
    """
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
        # Half of a surrogate pair can be escaped, but it cannot be written again.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a name is there twice")
    return content


def _no_constant(_: str) -> NoReturn:
    raise ValueError("it has a number that JSON does not know")


def _finite(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise ValueError("it has a number that is too large")
    return number
