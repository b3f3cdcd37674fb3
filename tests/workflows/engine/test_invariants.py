"""The design's promises, held over random definitions, outcomes, crashes, resumes and decisions of people."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.engine.drawn import definitions
from tests.workflows.engine.simulation import Simulation

patient = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(definitions(), st.integers(0, 2**32))
def test_it_keeps_every_promise_while_rounds_get_better(definition, seed):
    Simulation(definition, seed, rising=True).to_the_end()


@patient
@given(definitions(), st.integers(0, 2**32))
def test_it_keeps_every_promise_when_a_gate_names_an_earlier_round_best(definition, seed):
    Simulation(definition, seed, rising=False).to_the_end()
