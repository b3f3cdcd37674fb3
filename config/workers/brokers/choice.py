"""Which queue: Q_BROKER as django-q2's settings. config/settings.py imports it, so it needs none."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

PLACE = "config.workers.brokers"


class NoSuchBroker(ImproperlyConfigured):
    def __init__(self, value: str) -> None:
        super().__init__(
            f'Q_BROKER is "{value}", which is no queue that Baton knows: '
            "leave it out for the database, or set it to redis://HOST:PORT/NUMBER, rediss://… or sqs."
        )


def broker(value: str, region: str = "") -> dict[str, Any]:
    """For Q_CLUSTER."""
    kind, separator, _ = value.partition("://")
    if value == "database":
        return {"orm": "default", "broker_class": f"{PLACE}.database.Broker"}
    if kind in ("redis", "rediss") and separator:
        return {"redis": value, "broker_class": f"{PLACE}.redis.Broker"}
    if value == "sqs":
        # One second, because the pusher hears nothing else meanwhile.
        place = {"aws_region": region} if region else {}
        return {
            "sqs": {**place, "receive_message_wait_time_seconds": 1},
            "broker_class": f"{PLACE}.sqs.Broker",
        }
    raise NoSuchBroker(value)
