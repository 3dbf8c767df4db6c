"""Errors in OpenAPI descriptions."""

from typing import Any

from .errors import Error
from .strict_json import MAX_DEPTH

_ALWAYS = {
    400: "The path or query is not UTF-8.",
    404: "There is nothing at this path.",
    405: "The path does not allow the method; the header Allow names those that it allows.",
    500: "The service failed; its log says why.",
    503: "The service is not ready.",
}
_WITH_BODY = {
    400: (
        "The path or query is not UTF-8, or the body is not JSON in UTF-8 with "
        "unique names, valid Unicode, numbers in the range of a double, "
        f"and at most {MAX_DEPTH} nested lists and objects."
    ),
    408: "The body did not arrive in time.",
    413: "The body is too large.",
    415: "The body does not have the type application/json.",
}
_WITH_INPUT = {422: "The input does not match the description."}
_METHODS = {"get", "put", "post", "delete", "patch"}


def add_errors(schema: dict[str, Any]) -> dict[str, Any]:
    """
    Adds to every operation the errors that it can answer and does not describe itself.

    :param schema: the OpenAPI description, which is changed
    :return: the same description
    """
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Error"] = Error.model_json_schema()
    for path in schema.get("paths", {}).values():
        for method in _METHODS & path.keys():
            _add(path[method])
    return schema


def _add(operation: dict[str, Any]) -> None:
    errors = dict(_ALWAYS)
    if "requestBody" in operation:
        errors |= _WITH_BODY
    if "requestBody" in operation or operation.get("parameters"):
        # FastAPI describes the body that it would send itself.
        operation["responses"].pop("422", None)
        errors |= _WITH_INPUT
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for status, description in sorted(errors.items()):
        operation["responses"].setdefault(str(status), {"description": description, "content": content})
