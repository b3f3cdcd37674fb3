"""How a program starts a workflow: examples with its own fields, which work as they are pasted."""

import json
import re
from collections.abc import Mapping, Sequence
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
{upload}
inputs = json.loads(r"""
{inputs}
""")
{uploads}request = urllib.request.Request(
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

UPLOAD = '''

def upload(path):
    """A picture or a PDF for the brief; the same file sent again has the same id."""
    edge = uuid.uuid4().hex
    name = f'Content-Disposition: form-data; name="file"; filename="{os.path.basename(path)}"'
    with open(path, "rb") as file:
        body = b"\\r\\n".join([f"--{edge}".encode(), name.encode(), b"", file.read(), f"--{edge}--".encode(), b""])
    headers = {**HEADERS, "Content-Type": f"multipart/form-data; boundary={edge}"}
    with urllib.request.urlopen(urllib.request.Request(f"{BATON}/files", data=body, headers=headers)) as answer:
        return json.load(answer)["id"]

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


def file_name(key: str) -> str:
    """Of the file that the examples send for the question."""
    return f"{key}.pdf"


def curl(slug: str, sample: Mapping[str, Any], files: Sequence[str] = ()) -> str:
    """`files`: the questions that ask for files; each of them is sent first."""
    named = {key: [f"@{key}"] for key in files}
    body = as_json({"inputs": {**sample, **named}}).replace("'", "'\\''")
    for key in files:
        body = body.replace(f'"@{key}"', f'"\'"${key}_id"\'"')
    return "\n".join(
        [
            *(line for key in files for line in _sent_first(key)),
            f"curl {settings.SITE_URL}/api/v1/workflows/{slug}/runs \\",
            '  --header "Authorization: Bearer $BATON_KEY" \\',
            '  --header "Idempotency-Key: $(date +%s)-$RANDOM" \\',
            '  --header "Content-Type: application/json" \\',
            f"  --data '{body}'",
        ]
    )


def _sent_first(key: str) -> list[str]:
    return [
        f"{key}_id=$(curl {settings.SITE_URL}/api/v1/files --silent --show-error \\",
        '  --header "Authorization: Bearer $BATON_KEY" \\',
        f"""  --form "file=@{file_name(key)}" | sed 's/^{{"id": *"\\([^"]*\\)".*/\\1/')""",
    ]


def python(slug: str, sample: Mapping[str, Any], files: Sequence[str] = ()) -> str:
    """With the standard library only. JSON has never three bare quotes in a row, so a raw text holds it."""
    inputs = as_json({key: value for key, value in sample.items() if key not in files})
    uploads = "".join(f'inputs["{key}"] = [upload("{file_name(key)}")]\n' for key in files)
    upload = UPLOAD if files else ""
    return PYTHON.format(site=settings.SITE_URL, slug=slug, inputs=inputs, upload=upload, uploads=uploads)


def command(target: str, files: Sequence[str] = ()) -> str:
    sent = "".join(f" --file {key}={file_name(key)}" for key in files)
    return f"bin/manage run {target} --inputs brief.json{sent} --json"
