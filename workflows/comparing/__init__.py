"""What differs between two definitions, as people say it: values in words, prompts by word, one diagram for both."""

from workflows.comparing.compare import compare
from workflows.comparing.difference import Difference, Line, Part
from workflows.comparing.drawing import drawn

__all__ = ["Difference", "Line", "Part", "compare", "drawn"]
