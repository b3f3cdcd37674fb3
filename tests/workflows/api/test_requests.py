"""What is wrong with a question is said in a plain sentence that names the field."""

import pytest


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("runs?cursor=x", '"cursor" must be one that "next" has given'),
        ("runs?limit=0", '"limit" must be a whole number from 1 to 100.'),
        ("runs?limit=101", '"limit" must be a whole number from 1 to 100.'),
        ("runs?limit=many", '"limit" must be a whole number from 1 to 100.'),
        ("runs?workflow=a%20b", '"workflow" must be the slug of a workflow'),
        ("runs?workflow=", '"workflow" must be the slug of a workflow'),
        ("outputs?status=foo", '"status" can only be approved'),
        ("outputs?since=yesterday", '"since" must be a time like 2026-11-30T09:00:00Z.'),
        (
            "outputs?colour=red",
            '"colour" isn\'t taken here; what is: cursor, limit, status, since, workflow.',
        ),
        ("workflows?colour=red", '"colour" isn\'t taken here; nothing is.'),
    ],
)
def test_it_says_what_is_wrong_with_a_question(ours, asked, says):
    answer = ours.get(asked)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]
    (error,) = answer.json()["errors"]
    assert f'"{error["field"]}"' in error["message"]
