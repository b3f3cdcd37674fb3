"""The last touch on the API's own description: the one shape of errors, said at every address."""

from typing import Any

ERRORS = {
    "type": "object",
    "properties": {
        "detail": {"type": "string", "description": "What went wrong, in a sentence."},
        "errors": {
            "type": "array",
            "description": "Everything that is wrong, each at its field.",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string", "description": "For example `inputs.topic`."},
                    "message": {"type": "string"},
                },
                "required": ["field", "message"],
            },
        },
    },
    "required": ["detail", "errors"],
}
EVERYWHERE = {
    "401": "The API key is missing, revoked or expired.",
    "422": "Something in the request is wrong: all of it is named, nothing was done.",
    "429": "Too many requests with this key, or too many runs waiting: try again after `Retry-After` seconds.",
}
AUTHORIZE = (
    "To try the API from this page, paste a client's key, beginning with baton_, and nothing before it: "
    "“Bearer” is added. An agency's owner makes keys in the admin under API keys. Programs send it in the header "
    "“Authorization: Bearer baton_…”."
)
NOT_HERE = {"404": "There is nothing here that this key may see."}


def finish(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook."""
    for path, operations in result["paths"].items():
        for operation in operations.values():
            operation.setdefault("summary", operation["description"].partition(". ")[0].rstrip("."))
            _describe_errors(operation["responses"], EVERYWHERE | (NOT_HERE if "{" in path else {}))
    result["components"]["schemas"]["Errors"] = ERRORS
    result["components"]["securitySchemes"]["key"]["description"] = AUTHORIZE
    return _without_enum_marks(result)


def _describe_errors(responses: dict[str, Any], usual: dict[str, str]) -> None:
    for code, description in usual.items():
        responses.setdefault(code, {"description": description})
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Errors"}}}
    for code, response in responses.items():
        if code >= "400":
            response["content"] = content


def _without_enum_marks(node: Any) -> Any:
    """Marks that the generator's own hooks would have used up."""
    if isinstance(node, dict):
        return {key: _without_enum_marks(inner) for key, inner in node.items() if key != "x-spec-enum-id"}
    return [_without_enum_marks(inner) for inner in node] if isinstance(node, list) else node
