"""What isn't kept, and why, in words for the person who sent it."""


class Refused(Exception):
    """Nothing was stored. The message is one whole sentence for a person."""

    @property
    def sentence(self) -> str:
        return str(self)


class Unreadable(Refused):
    """A file that can't become memory. Inside formats/ it holds the reason ("is protected by a password: …");
    what `memory.parsing.parse` raises is the whole sentence, with the file's name."""


class Duplicate(Refused):
    """The same text is in this client's memory already."""


FROM_THE_WEB = (
    "What comes from the web can be facts, past pieces or an audience. Brand voice and constraints go before every "
    "prompt: copy what you have checked into a text of your own."
)
