"""The queue in our own database: a message is part of the transaction that it belongs to. All times are the database's.

A message is taken by one statement, and one at a time: what waits in a cluster's memory is out of everybody else's
reach. Whoever finds nothing listens for the next one, and looks again after a while, for messages whose time has come
by itself and for bells that nobody heard.
"""

from typing import Any

from django.db import connections, models
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ

from config.workers.brokers.patient import Message, Patient
from tenants.postgres.listening import Listener

CHANNEL = "baton_bell"
PUT = """
WITH put AS (
  INSERT INTO django_q_ormq (key, payload, lock) VALUES (%s, %s, clock_timestamp()) RETURNING id
)
SELECT id, pg_notify('baton_bell', '') FROM put
"""
TAKE = """
UPDATE django_q_ormq SET lock = clock_timestamp() + make_interval(secs => %s)
 WHERE id = (
   SELECT id FROM django_q_ormq WHERE key = %s AND lock <= clock_timestamp()
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, payload
"""


class Broker(Patient, ORM):
    _listener: Listener | None = None

    @staticmethod
    def get_connection(list_key: str | None = None) -> models.QuerySet[OrmQ]:
        """Without asking the database, which may be away when a cluster starts."""
        return OrmQ.objects.using(Conf.ORM)

    def enqueue(self, task: str) -> int:
        with connections[Conf.ORM].cursor() as cursor:
            cursor.execute(PUT, [self.list_key or Conf.CLUSTER_NAME, task])
            return int(cursor.fetchone()[0])

    def take(self) -> list[Message] | None:
        if self._listener is None:
            self._listener = Listener(CHANNEL)  # before the first look, so that no bell falls between
        found = self._first()
        if not found:
            self._listener.wait(Conf.POLL)
        return found

    def mend(self, error: Exception) -> None:
        connections[Conf.ORM].close()
        if self._listener:
            self._listener.close()
            self._listener = None

    def _first(self) -> list[Message]:
        with connections[Conf.ORM].cursor() as cursor:
            cursor.execute(TAKE, [Conf.RETRY, self.list_key])
            return cursor.fetchall()

    def __setstate__(self, state: Any) -> None:
        super().__setstate__(state)
        self._listener = None
