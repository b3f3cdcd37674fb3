from tests.workflows.engine.story import draft, step
from workflows.engine.definition import Definition


def graph(*steps):
    return Definition(steps=steps).graph


def chain(**subjects):
    about = {key: {"subject": subject} for key, subject in subjects.items()}
    return graph(
        draft(),
        step("rules", "rules", "draft", settings=about.get("rules", {})),
        step("judge", "rubric", "draft", settings=about.get("judge", {})),
        step("review", "review", "rules", "judge", settings=about.get("review", {})),
        step("title", "generate", "review"),
        step("deliver", "deliver", "review", "title", settings=about.get("deliver", {})),
    )


def test_it_orders_steps_after_their_needs():
    assert chain().order == ("draft", "rules", "judge", "review", "title", "deliver")


def test_it_leaves_circles_out_of_the_order():
    assert graph(step("a", "generate", "b"), step("b", "generate", "a"), draft()).order == ("draft",)


def test_it_knows_what_lies_above_and_below():
    assert chain().above["review"] == {"draft", "rules", "judge"}
    assert chain().below["judge"] == {"review", "title", "deliver"}


def test_it_finds_who_made_the_piece():
    assert chain().origin("review") == "draft"
    assert chain(deliver="draft").origin("deliver") == "draft"


def test_it_takes_the_piece_from_whoever_held_it_last():
    assert chain().carriers["review"] == ("rules", "judge")
    assert chain(deliver="draft").carriers["deliver"] == ("review",)
    assert chain(deliver="rules").carriers["deliver"] == ("review",)


def test_it_takes_what_is_needed_last_for_the_subject():
    assert (
        graph(draft(), step("review", "review", "draft"), step("d", "deliver", "draft", "review")).subject(
            "d"
        )
        == "review"
    )


def test_it_finds_the_writer_above_a_piece_that_no_model_wrote():
    page = graph(draft(), step("page", "transform", "draft"), step("rules", "rules", "page"))
    assert page.writer("rules") == "draft"
    assert graph(step("page", "fetch"), step("rules", "rules", "page")).writer("rules") == ""


def test_it_goes_back_only_to_a_step_above_that_makes_something():
    assert chain().answers("review", "draft") == "draft"
    assert chain().answers("review", "rules") == "draft"
    assert chain().answers("review", "title") == "draft"


def test_it_ignores_subjects_and_needs_that_do_not_exist():
    odd = graph(draft(), step("rules", "rules", "draft", "gone", settings={"subject": "nowhere"}))
    assert (odd.subject("rules"), odd.needs["rules"]) == ("draft", ("draft",))


def test_it_consumes_what_decides_how_many_items_there_are():
    fan = graph(
        step("ideas", "generate"),
        step("post", "generate", "ideas", for_each="steps.ideas.data"),
        step("page", "transform", "post"),
    )
    assert fan.consumes == {"ideas": (), "post": ("ideas",), "page": ("post", "ideas")}
