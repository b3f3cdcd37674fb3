"""The same picture as Mermaid text, for Markdown readers that draw it."""

from workflows.diagram.graph import BRIEF, Back, Node, graph
from workflows.engine.definition import Definition

SHAPES = {
    BRIEF: ("([", "])"),
    "rules": ("{{", "}}"),
    "rubric": ("{{", "}}"),
    "review": ("[/", "/]"),
    "deliver": ("[[", "]]"),
}


def mermaid(definition: Definition) -> str:
    drawn = graph(definition)
    lines = ["flowchart LR", *(_node(node) for node in drawn.nodes)]
    lines += [f"  {_id(a)} --> {_id(b)}" for a, b in drawn.edges]
    lines += [_back(back) for back in drawn.backs]
    return "\n".join(lines) + "\n"


def _node(node: Node) -> str:
    left, right = SHAPES.get(node.kind, ("[", "]"))
    words = f"{_safe(node.title)}<br/>{_safe(node.detail)}"
    words += f"<br/>({', '.join(node.marks)})" if node.marks else ""
    return f'  {_id(node.key)}{left}"{words}"{right}'


def _back(back: Back) -> str:
    words = "changes" if back.by_person else "findings"
    return f'  {_id(back.start)} -. "{words}, at most {back.limit}" .-> {_id(back.end)}'


def _id(key: str) -> str:
    """Mermaid chokes on words of its own ("end"), so every name gets a letter in front."""
    return "s_" + key.replace("-", "_")


def _safe(text: str) -> str:
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
