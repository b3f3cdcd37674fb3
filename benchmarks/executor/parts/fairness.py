"""One client's bulk of 10,000 runs: how much later another client's single run ends than alone. Each client may have
as many runs in hand as it may in a new installation, because that limit is one half of what keeps it fair."""

from statistics import median

from benchmarks import filling, submitting, watching, weather, workloads
from benchmarks.executor.carrying import LONGEST, warm_worker
from benchmarks.executor.stage import Stage
from benchmarks.figures import Figure
from benchmarks.ground import Ground
from benchmarks.processes import asking, models
from benchmarks.submitting import Crowd
from tenants.models import Client

BULK, SINGLES, DELAY = 10_000, 5, 0.2


def measure(stage: Stage) -> list[Figure]:
    before = weather.told()
    with models(DELAY, stage.ground.environment) as url:
        rounds = stage.repeated(lambda: _round(stage, url))
    alone, beside = median(each[0] for each in rounds), median(each[1] for each in rounds)
    waits = f"{alone:.2f} s alone, {beside:.2f} s beside {BULK:,} of another client"
    about = f"{waits}; a step is {DELAY * 1000:.0f} ms; {before}"
    later = median(beside - alone for alone, beside in rounds)
    return [
        Figure(
            "a single run is later beside another's bulk by",
            round(later * 1000),
            "ms",
            DELAY * 1000,
            note=about,
        )
    ]


def _round(stage: Stage, url: str) -> tuple[float, float]:
    """Seconds from submit to the end, (alone, beside the bulk), the median of a few."""
    ground = stage.ground
    as_shipped = Client._meta.get_field("runs_at_once").default
    crowd = submitting.crowd(workloads.w200(), 2, runs_at_once=as_shipped)
    bulk, single = crowd.clients
    with warm_worker(ground, crowd, asking(url)), watching.Watch(ground) as watch:
        alone = [_single(crowd, single, watch) for _ in range(SINGLES)]
        _begin_bulk(ground, crowd, bulk, stage.few(BULK), watch)
        beside = [_single(crowd, single, watch) for _ in range(SINGLES)]
    return median(alone), median(beside)


def _single(crowd: Crowd, client: int, watch: watching.Watch) -> float:
    submitted = submitting.submit(crowd, 1, workloads.BRIEF, [client])
    return watch.ended(submitted.runs[0], LONGEST) - submitted.at


def _begin_bulk(ground: Ground, crowd: Crowd, client: int, count: int, watch: watching.Watch) -> None:
    """The copies of one queued run appear all at once; then the worker gets busy with them."""
    passed = watch.passed()
    pattern = submitting.held(crowd, workloads.BRIEF, client)
    filling.copies(ground, pattern, count)
    submitting.let_go(client)
    watch.until(lambda: watch.passed() > passed + 50, LONGEST)
