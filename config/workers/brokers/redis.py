"""The queue in Redis. Needs the package "redis"."""

from django_q.brokers import redis_broker

from config.workers.brokers.patient import Outside


class Broker(Outside, redis_broker.Redis):
    pass
