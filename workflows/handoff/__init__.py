"""The page that hands a workflow over, and what goes with it: figures, troubles, an example, links, the pack."""

from workflows.handoff.page import Handoff, Reader, handoff

__all__ = ["Handoff", "Reader", "handoff"]
