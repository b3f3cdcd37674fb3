import pytest
from django_q.conf import Conf

from config.workers.brokers.choice import NoSuchBroker, broker
from config.workers.brokers.database import Broker


def test_it_takes_the_database_by_default() -> None:
    assert f"{Broker.__module__}.{Broker.__name__}" == Conf.BROKER_CLASS


@pytest.mark.parametrize("url", ["redis://localhost:6379/0", "rediss://:secret@redis.example.com/1"])
def test_it_takes_redis_by_its_address(url: str) -> None:
    assert broker(url) == {"redis": url, "broker_class": "config.workers.brokers.redis.Broker"}


def test_it_takes_sqs_with_a_region_or_without() -> None:
    assert broker("sqs")["sqs"] == {"receive_message_wait_time_seconds": 1}
    assert broker("sqs", "eu-west-1")["sqs"]["aws_region"] == "eu-west-1"


@pytest.mark.parametrize("value", ["", "redis", "rabbitmq://localhost", "postgres"])
def test_it_says_what_it_knows_instead(value: str) -> None:
    with pytest.raises(NoSuchBroker, match=r"leave it out for the database, or set it to redis://"):
        broker(value)
