"""One API key for each of the demo's clients: the same at every start, and known to this installation only."""

from django.utils.crypto import salted_hmac

from tenants.models import ApiKey, Client, User
from tenants.models.key import PREFIX_LENGTH, digest

NAME = "Demo website"


def key_of(client: Client, by: User) -> str:
    """The key, made from SECRET_KEY: it needs no place to be kept in. One of an earlier SECRET_KEY is revoked."""
    secret = salted_hmac("config.demo.keys", f"{client.pk}", algorithm="sha256").hexdigest()
    prefix = secret[:PREFIX_LENGTH]
    key = f"baton_{prefix}_{secret[PREFIX_LENGTH:]}"
    keys = ApiKey.objects.filter(name=NAME)
    if not keys.filter(digest=digest(key)).exists():
        for old in keys:
            old.revoke()
        ApiKey.objects.create(client=client, name=NAME, prefix=prefix, digest=digest(key), created_by=by)
    return key
