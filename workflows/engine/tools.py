"""The ports through which a step reaches the world: a few callables in one value, and what passes them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

PDF = "application/pdf"


@dataclass(frozen=True)
class Attachment:
    """A picture or PDF that a model sees with the prompt."""

    name: str
    media_type: str
    digest: str  # sha256 of the content
    content: bytes = field(repr=False)
    pages: int = 0  # of a PDF; 0: not counted

    @property
    def is_pdf(self) -> bool:
        return self.media_type == PDF


@dataclass(frozen=True)
class Request:
    """What a step asks of a model, in no vendor's words."""

    route: str  # "writing", "structured", "judging", "cheap"
    purpose: Literal["write", "revise", "structure", "judge"]
    context: str  # the stable block (voice, constraints, samples): first and cacheable
    prompt: str  # this call's own words
    schema: Mapping[str, Any] | None = None  # JSON schema: the reply's data must follow it
    effort: Literal["low", "medium", "high"] = "medium"
    max_output: int = 8000  # tokens
    ceiling: int | None = None  # tokens that the model asked can write at most; the router knows
    efforts: bool = True  # whether the model asked is told the effort; the router knows
    lasting: bool = False  # whether a batch may have the block kept in a cache for an hour; the router knows
    files: tuple[str, ...] = ()  # ids of the client's files that go with it
    attachments: tuple[Attachment, ...] = ()  # the same, read: whoever passes the request on fills them in
    not_models: tuple[str, ...] = ()  # models that may not answer (a judge never shares the writer's)
    heard: tuple[str, ...] = ()  # models that have judged the same already: another one is wanted
    pin: str = ""  # "account/model": only this one may answer
    exclude: tuple[str, ...] = ()  # the same of those that the step doesn't want
    on_refusal: Literal["next", "stop"] = "next"  # what to do where a model declines
    seconds: float | None = None  # for all models that are asked, together; None: no limit
    material: Mapping[str, Any] = field(default_factory=dict)
    """The same as values, for the offline stand-in: brief, passages, piece, findings, criteria, fields."""


@dataclass(frozen=True)
class Usage:
    """Tokens, counted once: four add up to what is billed; reasoning is a part of output, and what is kept for an hour
    of what goes into the cache. All 0: nobody counted."""

    input: int = 0  # not from cache
    cache_read: int = 0
    cache_write: int = 0
    output: int = 0
    reasoning: int = 0
    cache_write_long: int = 0

    @property
    def is_counted(self) -> bool:
        return any((self.input, self.cache_read, self.cache_write, self.output))


@dataclass(frozen=True)
class Reply:
    text: str
    model: str  # which model really answered, by the name that it gave itself
    provider: str
    data: Any = None  # the parsed JSON where a schema was given; None if it could not be parsed
    usage: Usage = field(default_factory=Usage)
    stop: Literal["end", "truncated", "refused", "unknown"] = "end"
    why_stopped: str = ""  # a refusal's category or explanation; else what happened, as a clause
    request_id: str = ""
    cost_usd: Decimal | None = None  # None: the model has no known price
    route_note: str = ""  # why this model and not an earlier one, in a sentence
    asked: str = ""  # "account/model", as the route names it; the router knows


NOBODY = "nobody"
"""A trouble's kind: no model of the route may answer."""


@dataclass(frozen=True)
class Trouble:
    """A call that gave no reply. `permanent` is the decisive bit."""

    sentence: str
    permanent: bool
    owner: Literal["nobody", "agency", "us"] = "nobody"
    retry_after: float | None = None  # seconds
    provider: str = ""
    model: str = ""  # "": it concerns the whole account
    kind: str = ""  # what it was, in a word: "overloaded"
    unasked: bool = False  # nobody was asked, for whoever might answer is passed over for a while
    may_cost: bool = False  # it may be billed all the same, as an answer that broke off


@dataclass(frozen=True)
class Passage:
    """A recalled piece of the client's memory, with the reason it was chosen."""

    id: int
    document_id: int
    title: str
    kind: str  # voice, constraints, lesson (its `id` is the lesson's), sample, facts
    text: str
    score: float
    pinned: bool = False
    heading: str = ""  # where in its document
    version: int = 0  # of its document; 0: not known
    why: str = ""  # why it was found: "by its words"


@dataclass(frozen=True)
class Share:
    """Tokens that one part of the context took: voice, constraints, lesson, always, sample, facts."""

    part: str
    tokens: int


@dataclass(frozen=True)
class Left:
    """What had no room in the context."""

    title: str
    kind: str
    tokens: int


@dataclass(frozen=True)
class Context:
    """What memory gave for one step: pinned documents first (stable), then recalled passages."""

    pinned: tuple[Passage, ...] = ()
    recalled: tuple[Passage, ...] = ()
    tokens: int = 0
    budget: int = 0
    note: str = ""  # why it is less than it could be
    shares: tuple[Share, ...] = ()
    left_out: tuple[Left, ...] = ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self.pinned + self.recalled


@dataclass(frozen=True)
class Ordered:
    """A request that waits for its answer in a vendor's batch. Nothing is held for it meanwhile."""

    until: datetime  # ask again then, if nobody woke the step before
    note: str  # one sentence: what is waited for, and until when at the latest


@dataclass(frozen=True)
class Came:
    """What came of a request that this step had ordered before, from the same inputs."""

    result: Reply | Trouble | None  # None: nothing came
    context: Context = field(default_factory=Context)  # what memory gave when it was ordered
    missed: str = ""  # why nothing came, in a sentence
    told: bool = False  # an earlier attempt was told so already


@dataclass(frozen=True)
class Wanted:
    """What a step asks of memory."""

    query: str
    tokens: int  # that there is room for
    passages: int  # at most
    kinds: tuple[str, ...] = ()  # of documents to recall from; none: all that are recalled
    tags: tuple[str, ...] = ()  # documents with any of these; none: all
    half_life: int = 0  # days, after which age has taken a quarter of a passage's score; 0: age doesn't count
    sources: tuple[str, ...] = ()  # documents that came in one of these ways; none: all
    days: int = 0  # documents whose words came in within so many; 0: however old


@dataclass(frozen=True)
class Fetched:
    url: str
    text: str
    content_type: str = "text/plain"


@dataclass(frozen=True)
class Parcel:
    """An approved piece on its way out."""

    step: str
    item: int | None
    connection: str  # "" = Baton's own shelf, from which a CMS pulls by the API
    title: str
    text: str  # Markdown
    slug: str


@dataclass(frozen=True)
class Receipt:
    reference: str  # where it can be found
    url: str = ""


Complete = Callable[[Request], Awaitable[Reply | Trouble]]
Recall = Callable[[Wanted], Awaitable[Context]]
Fetch = Callable[[str], Awaitable[Fetched | Trouble]]
Deliver = Callable[[Parcel], Awaitable[Receipt | Trouble]]
Collect = Callable[[], Awaitable[Ordered | Came | None]]  # None: nothing was ordered yet
Order = Callable[
    [Request], Awaitable[Ordered | Reply | Trouble]
]  # a Reply: nobody takes batches, so it was asked


@dataclass(frozen=True)
class Tools:
    complete: Complete
    recall: Recall
    fetch: Fetch
    deliver: Deliver
    now: Callable[[], datetime]
    collect: Collect
    order: Order
