from django.test import Client as Browser

from tenants.scope import tenant_tx
from workflows.models import Attempt


def test_it_tells_of_a_bug_in_the_one_shape_and_keeps_the_rest_to_the_log(ours, caplog):
    run = ours.start({"topic": "Spring"}).json()
    with tenant_tx(ours.client):  # a row that no code of ours writes
        nonsense = {"key": "draft", "number": 1, "findings": [{"canary": "CANARY"}]}
        Attempt.objects.create(client_id=ours.client, run_id=run["id"], **nonsense)
    browser = Browser(raise_request_exception=False)
    answer = browser.get(run["url"], headers={"Authorization": f"Bearer {ours.key}"})
    assert answer.status_code == 500
    assert answer.json() == {
        "detail": "Something broke on our side, and nothing was done. Try again in a minute.",
        "errors": [],
    }
    (record,) = [record for record in caplog.records if record.exc_info]
    assert "KeyError" in str(record.exc_info)
