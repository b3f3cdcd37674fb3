"""What wasn't answered counts as no: `{% if brief.topic %}` and `only if` ask whether something is there.

In Liquid an empty text and an empty list are true. So templates get them as texts and lists with another truth: they
print nothing, equal "" and have the size 0 as before.
"""

from typing import Any

from liquid import BoundTemplate, RenderContext, Undefined


class _NoText(str):
    """False for python-liquid, for it counts as undefined; it compares as the text that it is."""


class _NoList(list[Any]):
    """The same of a list."""


Undefined.register(_NoText)
Undefined.register(_NoList)


class _Text(str):
    def __liquid__(self) -> _NoText:
        """What conditions see of it."""
        return _NoText()


class _List(list[Any]):
    def __liquid__(self) -> _NoList:
        return _NoList()


class Context(RenderContext):
    def get(self, path: list[object], **how: Any) -> object:
        found = super().get(path, **how)
        if isinstance(found, str) and not found:
            return _Text()
        return _List() if isinstance(found, (list, tuple)) and not found else found


class Template(BoundTemplate):
    context_class = Context
