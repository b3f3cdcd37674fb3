"""One line of progress: written over itself on a terminal, and in a log only when it changes."""

from typing import Any


class ProgressLine:
    def __init__(self, out: Any) -> None:
        self.out, self.shown = out, ""
        self.live = bool(getattr(out, "isatty", bool)())

    def show(self, text: str) -> bool:
        """False if it stands there already."""
        if text == self.shown:
            return False
        self.shown = text
        self.out.write(f"\r{text}\033[K" if self.live else text, str, "" if self.live else "\n")
        self.out.flush()
        return True

    def say(self, text: str) -> None:
        """A line that stays."""
        self.out.write(f"\r{text}\033[K" if self.live else text, str)
        self.shown = ""

    def end(self) -> None:
        if self.live and self.shown:
            self.out.write("")
        self.shown = ""
