"""A workflow's picture, drawn on the server from its definition: layered SVG, and Mermaid for Markdown."""

from workflows.diagram.mermaid import mermaid
from workflows.diagram.nodes import StepState
from workflows.diagram.svg import both, svg

__all__ = ["StepState", "both", "mermaid", "svg"]
