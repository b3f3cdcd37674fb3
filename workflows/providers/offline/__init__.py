"""The offline stand-in: writes and judges without any model, by counting and by copying out of the brief.

It exists so that everything else can be tried without a key. It invents nothing: each fact in its text
stands in the brief, each habit in the client's own passages. The same request gives the same answer.
"""

from workflows.providers.offline.provider import Offline

__all__ = ["Offline"]
