"""What an OpenAPI description says of errors."""

from typing import Any

from .errors import Error
from .strict_json import MAX_DEPTH

_ALWAYS = {
    400: "The path or query is not UTF-8.",
    404: "There is nothing at this path.",
    405: "The method cannot be asked of this path; the header Allow names those that can.",
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
    415: "The body is not of type application/json.",
}
_WITH_INPUT = {422: "The input is not as described."}
_METHODS = {"get", "put", "post", "delete", "patch"}


def add_errors(schema: dict[str, Any]) -> dict[str, Any]:
    """Adds to every operation the errors that it can answer, where its description does not say so itself."""
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
        # FastAPI's own description of it is of its own answer.
        operation["responses"].pop("422", None)
        errors |= _WITH_INPUT
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for status, description in sorted(errors.items()):
        operation["responses"].setdefault(str(status), {"description": description, "content": content})
