"""JSON that programs read in different ways."""

import json
import re
from typing import Any

import pytest

from http_service import strict_json
from http_service.strict_json import MAX_DEPTH


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" null\n", None),
        ("[0, -1, 1.5, 1e308, -1e308]", [0, -1, 1.5, 1e308, -1e308]),
        (str(2**64), 2**64),
        ("9" * 308, int("9" * 308)),
        ('{"a": {"a": 1}, "": [{"a": 2}]}', {"a": {"a": 1}, "": [{"a": 2}]}),
        ('"\\ud83d\\ude00 \\u0000 ñ"', "😀 \0 ñ"),
        ("[" * MAX_DEPTH + "]" * MAX_DEPTH, json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)),
    ],
)
def test_json_that_every_program_reads_alike_gives_its_value(text: str, value: Any) -> None:
    assert strict_json.parse(text.encode()) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expecting value at line 1, column 1"),
        ("[1,]", "Expecting value at line 1, column 4"),
        ("[1]\n2", "Extra data at line 2, column 1"),
        ("\ufeff{}", "Unexpected UTF-8 BOM"),
        ('"a\nb"', "Invalid control character"),
        (b"\xff", "it is not UTF-8"),
        (b'"\xed\xa0\x80"', "it is not UTF-8"),
        ("{}".encode("utf-16"), "it is not UTF-8"),
        ("[NaN]", "NaN is not a JSON number"),
        ('{"a": Infinity}', "Infinity is not a JSON number"),
        ("-Infinity", "-Infinity is not a JSON number"),
        ("1e309", "a number is too large"),
        ("[-1.5e999]", "a number is too large"),
        ("9" * 310, "a number is too large"),
        ("-" + "9" * 100_000, "a number is too large"),
        ('{"a": 1, "b": 2, "a": 1}', 'the name "a" occurs twice in one object'),
        ('[{"x": {"a": 1, "\\u0061": 1}}]', 'the name "a" occurs twice in one object'),
        ('{"' + "n" * 999 + '": 1, "' + "n" * 999 + '": 1}', 'the name "' + "n" * 40 + '" occurs twice'),
        ('{"\\ud800": 1}', "a string has an unpaired surrogate"),
        ('["\\udc00\\ud800"]', "a string has an unpaired surrogate"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "more than 64 lists and objects are nested"),
        ('{"a":' * 500 + "0" + "}" * 500, "more than 64 lists and objects are nested"),
        ("[" * 100_000 + "]" * 100_000, "more than 64 lists and objects are nested"),
        ("[" * 100_000, "more than 64 lists and objects are nested"),
    ],
)
def test_other_text_is_refused_with_the_reason(text: str | bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}"):
        strict_json.parse(text if isinstance(text, bytes) else text.encode())
