"""How a program starts a workflow: examples with its own fields, which work as they are pasted."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from workflows.engine.definition import Field

SAMPLES: Mapping[str, Any] = {
    "number": 3,
    "date": "2026-12-01",
    "url": "https://example.com/",
    "list": ["First", "Second"],
    "yes_no": True,
    "files": ["the id that POST /api/v1/files gave"],
}

QUOTED = r'[“"]([^“”"\n]+)[”"]'
EXAMPLE = re.compile(rf"\b(?:for example|for instance|example|such as|e\.g\.)[,:]? {QUOTED}", re.IGNORECASE)
ALONE = re.compile(rf"(?:^|[.?!] ){QUOTED}(?=[.,;]|$)")  # a quote that is its own sentence is one too

PYTHON = '''\
import json
import os
import urllib.request
import uuid

BATON = "{site}/api/v1"
HEADERS = {{"Authorization": f"Bearer {{os.environ['BATON_KEY']}}", "Content-Type": "application/json"}}

inputs = json.loads(r"""
{inputs}
""")
request = urllib.request.Request(
    f"{{BATON}}/workflows/{slug}/runs",
    data=json.dumps({{"inputs": inputs}}).encode(),
    headers={{**HEADERS, "Idempotency-Key": str(uuid.uuid4())}},
)
with urllib.request.urlopen(request) as answer:
    run = json.load(answer)
print(run["id"], run["status"])

# Later, as often as you like: where the run stands, and the piece once it is approved.
request = urllib.request.Request(f"{{BATON}}/runs/{{run['id']}}", headers=HEADERS)
with urllib.request.urlopen(request) as answer:
    print(json.load(answer)["status"])
'''


def sample(field: Field) -> Any:
    """An answer that the field takes: the example that its help text gives, where it gives one."""
    if field.kind in ("choice", "choices") and field.options:
        return field.options[0] if field.kind == "choice" else [field.options[0]]
    example = EXAMPLE.search(field.help) or ALONE.search(field.help)
    if field.kind == "list" and example:
        return [example[1]][: field.max_length]
    if field.kind in ("list", "files"):
        return SAMPLES[field.kind][: field.max_length]
    if field.kind in ("line", "text") and example:
        return example[1][: field.max_length]
    return SAMPLES.get(field.kind, field.label[: field.max_length])


def as_json(sample: Mapping[str, Any]) -> str:
    return json.dumps(sample, indent=2, ensure_ascii=False)


def curl(slug: str, sample: Mapping[str, Any]) -> str:
    body = as_json({"inputs": sample}).replace("'", "'\\''")
    return "\n".join(
        [
            f"curl {settings.SITE_URL}/api/v1/workflows/{slug}/runs \\",
            '  --header "Authorization: Bearer $BATON_KEY" \\',
            '  --header "Idempotency-Key: $(date +%s)-$RANDOM" \\',
            '  --header "Content-Type: application/json" \\',
            f"  --data '{body}'",
        ]
    )


def python(slug: str, sample: Mapping[str, Any]) -> str:
    """With the standard library only. JSON has never three bare quotes in a row, so a raw text holds it."""
    return PYTHON.format(site=settings.SITE_URL, slug=slug, inputs=as_json(sample))
