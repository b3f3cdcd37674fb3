"""The one question of how long work has been waiting that could be done, for whoever has no Django at hand too.

Clients are visited one by one, by an index, and a client whose limit of runs in hand is reached is none that waits: so
it costs the same whether a client has one run in the queue or is at its limit with ten thousand.
"""

LONGEST_WAIT = """
WITH RECURSIVE clients (id) AS (
  (SELECT client_id FROM workflows_lease WHERE state = 'queued' AND NOT paused ORDER BY client_id LIMIT 1)
  UNION ALL
  SELECT (SELECT l.client_id FROM workflows_lease l
           WHERE l.state = 'queued' AND NOT l.paused AND l.client_id > c.id ORDER BY l.client_id LIMIT 1)
    FROM clients c WHERE c.id IS NOT NULL
), due (since) AS (
  SELECT first.not_before
    FROM clients c CROSS JOIN LATERAL (
      SELECT l.not_before, l.at_once FROM workflows_lease l
       WHERE l.client_id = c.id AND l.state = 'queued' AND NOT l.paused ORDER BY l.not_before LIMIT 1) first
   WHERE first.not_before < clock_timestamp() AND first.at_once > (
      SELECT count(*) FROM workflows_lease r
       WHERE r.client_id = c.id AND r.state = 'running' AND r.lease_until > clock_timestamp())
  UNION ALL
  SELECT lease_until FROM workflows_lease WHERE state = 'running' AND lease_until < clock_timestamp()
)
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(since)), 0)::float FROM due
"""  # seconds; 0 if nothing waits

DRAIN_BEATS = """
SELECT EXISTS (SELECT FROM workflows_drain
                WHERE beat_at > clock_timestamp() - make_interval(secs => %(seconds)s)
                  AND (%(cluster)s = '' OR cluster = %(cluster)s))
"""
