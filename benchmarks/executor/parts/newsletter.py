"""200 whole newsletters submitted at once (draft from memory, rules, judge, review, shelf), by the real workers."""

from dataclasses import dataclass
from statistics import median

from benchmarks import meters, submitting, watching, weather, workloads
from benchmarks.executor.carrying import LONGEST
from benchmarks.executor.stage import Stage
from benchmarks.figures import Figure
from benchmarks.processes import CLUSTER, asking, models, running

RUNS, DELAY = 200, 0.2
SECONDS, MEMORY = 1.5, 600  # MB
IDEAL = DELAY * workloads.NEWSLETTER_CALLS


@dataclass(frozen=True)
class Letters:
    seconds: float
    memory: float


def measure(stage: Stage) -> list[Figure]:
    before = weather.told()
    with models(DELAY, stage.ground.environment) as url:
        rounds = stage.repeated(lambda: _round(stage, url))
    seconds, memory = median(each.seconds for each in rounds), median(each.memory for each in rounds)
    about = f"ideal {IDEAL:.1f} s; n8n 14.5 s, Flowise 78.6 s when measured on such a machine; {before}"
    return [
        Figure(
            "200 newsletters at once, to the last on the shelf", round(seconds, 2), "s", SECONDS, note=about
        ),
        Figure(
            "200 newsletters at once, memory of all workers",
            round(memory),
            "MB",
            MEMORY,
            note="PSS, the most",
        ),
    ]


def _round(stage: Stage, url: str) -> Letters:
    ground = stage.ground
    crowd = submitting.crowd(workloads.newsletter(), 4, remembers=True)
    environment = {**ground.environment, **asking(url)}
    with (
        running("cluster", CLUSTER, environment, speaks=False) as cluster,
        watching.Watch(ground) as watch,
        meters.memory(cluster.members, meters.proportional) as memory,
    ):
        for _ in range(4):  # so that each of the workers has imported what it needs
            submitting.submit(crowd, 8, workloads.BRIEF)
            watch.rested(LONGEST)
        submitted = submitting.submit(crowd, stage.few(RUNS), workloads.BRIEF)
        ended = watch.rested(LONGEST)
        watch.all_done()
    return Letters(ended - submitted.at, memory.most)
