import pytest

from tenants.masking import masked, without_secrets


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:pw@example.com/x", "https://•••@example.com/x"),
        ("postgresql://baton_app:CANARY@db/baton", "postgresql://•••@db/baton"),
        ("/feed?api_key=CANARY&page=2", "/feed?api_key=•••&page=2"),
        ("Client(api_key='CANARY', page=2)", "Client(api_key='•••', page=2)"),
        ('{"password": "CANARY"}', '{"password": "•••"}'),
        ("Authorization: Bearer CANARY", "Authorization: Bearer •••"),
        ("sent with Bearer CANARY123456789", "sent with Bearer •••"),
        ("Incorrect API key provided: sk-proj-CANARY1234567890.", "Incorrect API key provided: •••"),
        ("key baton_0a1b2c3d_CANARY1234567890 is dead", "key ••• is dead"),
        ("eyJhbGciOi.CANARY1.abc is no longer valid", "••• is no longer valid"),
        ("Use the token: CANARY", "Use the token: •••"),
        ("key={{ brief.key }}", "key={{ brief.key }}"),
        ("A basic understanding of sk-learn-pipelines.", "A basic understanding of sk-learn-pipelines."),
        ("The key to a good text is a token of respect.", "The key to a good text is a token of respect."),
        ("Ask for sk-1, or for the basic form of it.", "Ask for sk-1, or for the basic form of it."),
    ],
)
def test_it_masks_what_looks_like_a_secret_and_nothing_else(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:pw@example.com/x", "https://•••@example.com/x"),
        ("/feed?api_key=CANARY&page=2", "/feed?api_key=•••&page=2"),
        ("password = CANARY1", "password = •••"),
        ("Use the token: CANARY123456", "Use the token: •••"),
        ("sent with Bearer CANARY123456789", "sent with Bearer •••"),
        ("Key: the audience. Token: one for each of 40000000 readers.",) * 2,
        ("Answer as key=value, secret: a good opening",) * 2,
        ("key: {{ brief.key }}, ?token={{ brief.token }}",) * 2,
    ],
)
def test_it_takes_only_sure_secrets_out_of_texts_that_must_stay_to_the_letter(text: str, shown: str) -> None:
    assert without_secrets({"a": [text], "b": 1}) == {"a": [shown], "b": 1}
