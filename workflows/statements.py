"""The hot statements: SQL, because each has to be one round trip for many runs. Everything else is the ORM's.

A lease says who carries a run now. `epoch` is the fencing token: it grows with each claim, and whoever writes for a run
renews its lease by epoch first, in the same transaction (FENCE). `touched` grows whenever somebody else than the holder
wrote for the run: what the holder planned before that is planned anew. Only the database's clock is asked.

CLAIM goes from client to client by one index probe each, beginning after the one that it ended with last time, and
takes an equal share from each, by priority and then by age. So one client's bulk can't hold up another's single run,
and the cost follows the number of clients with due work, not that of their runs. Finished runs are in no index of it.

A worker that dies takes all that it had in hand with it, and one run may be the reason. So a run that was lost twice
without a finished step between is a suspect. A drain takes suspects of one loss count at a time, 16 of those that were
lost twice and half as many for each loss more, and no others until these have finished a step. Each loss halves what is
lost along with the guilty one, until it is alone; and what was lost by chance is soon cleared.
"""

CLAIM = """
WITH RECURSIVE lane AS (
  (SELECT client_id, at_once FROM workflows_lease
    WHERE state = 'queued' AND NOT paused AND not_before <= clock_timestamp() AND client_id > %(after)s
    ORDER BY client_id LIMIT 1)
  UNION ALL
  SELECT later.* FROM lane CROSS JOIN LATERAL (
    SELECT client_id, at_once FROM workflows_lease
     WHERE state = 'queued' AND NOT paused AND not_before <= clock_timestamp() AND client_id > lane.client_id
     ORDER BY client_id LIMIT 1) later
), lanes AS (
  SELECT * FROM lane LIMIT %(limit)s
), due AS (
  SELECT mine.run_id FROM lanes
   CROSS JOIN LATERAL (
     SELECT count(*) AS busy FROM workflows_lease WHERE state = 'running' AND client_id = lanes.client_id) hands
   CROSS JOIN LATERAL (
     SELECT run_id FROM workflows_lease
      WHERE state = 'queued' AND NOT paused AND not_before <= clock_timestamp() AND client_id = lanes.client_id
      ORDER BY priority DESC, not_before
      LIMIT greatest(0, least(lanes.at_once - hands.busy,
                              ceil(%(limit)s::float / (SELECT count(*) FROM lanes))::bigint))
      FOR UPDATE SKIP LOCKED) mine
   WHERE hands.busy = 0 OR NOT %(newcomers)s
   LIMIT %(limit)s
), lost AS (
  SELECT run_id FROM workflows_lease
   WHERE state = 'running' AND lease_until < clock_timestamp() AND claims < %(suspect)s AND NOT %(newcomers)s
   LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), suspicion AS (
  SELECT claims FROM workflows_lease
   WHERE state = 'running' AND lease_until < clock_timestamp() AND claims >= %(suspect)s AND NOT %(newcomers)s
     AND NOT EXISTS (SELECT FROM workflows_lease
                      WHERE state = 'running' AND owner = %(owner)s AND claims > %(suspect)s)
   ORDER BY lease_until LIMIT 1
), suspect AS (
  SELECT run_id FROM workflows_lease
   WHERE state = 'running' AND lease_until < clock_timestamp() AND claims = (SELECT claims FROM suspicion)
   LIMIT (SELECT greatest(1, %(together)s >> (claims - %(suspect)s)) FROM suspicion) FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE workflows_lease l
     SET epoch = l.epoch + 1, claims = l.claims + 1, owner = %(owner)s, state = 'running',
         lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
    FROM (SELECT run_id FROM due UNION ALL SELECT run_id FROM lost UNION ALL SELECT run_id FROM suspect) found
   WHERE l.run_id = found.run_id
  RETURNING l.run_id, l.client_id, l.epoch, l.claims > %(claims)s AS dead
)
SELECT (SELECT max(client_id) FROM lanes), claimed.* FROM (SELECT 1) one LEFT JOIN claimed ON true
"""

CLAIM_ONE = """
UPDATE workflows_lease
   SET epoch = epoch + 1, claims = claims + 1, owner = %(owner)s, state = 'running',
       lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
 WHERE run_id = (
   SELECT run_id FROM workflows_lease
    WHERE run_id = %(only)s
      AND (state = 'queued' AND NOT paused AND not_before <= clock_timestamp()
        OR state = 'running' AND lease_until < clock_timestamp())
      FOR UPDATE SKIP LOCKED)
RETURNING NULL, run_id, client_id, epoch, claims > %(claims)s
"""

# Held by whom, and does it stand as its holder knew it: asked first in every transaction that writes for runs.
FENCE = """
UPDATE workflows_lease l
   SET lease_until = clock_timestamp() + make_interval(secs => %s),
       claims = CASE WHEN held.progressed THEN 0 ELSE l.claims END
  FROM unnest(%s::uuid[], %s::bigint[], %s::boolean[]) AS held (run_id, epoch, progressed)
 WHERE l.run_id = held.run_id AND l.epoch = held.epoch AND l.state = 'running'
RETURNING l.run_id, l.touched, l.cancel, l.paused, clock_timestamp()
"""

RELEASE = """
UPDATE workflows_lease l
   SET state = given.state, not_before = coalesce(given.not_before, clock_timestamp()), lease_until = NULL, claims = 0
  FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::timestamptz[]) AS given (run_id, epoch, state, not_before)
 WHERE l.run_id = given.run_id AND l.epoch = given.epoch AND l.state = 'running'
"""

# Whoever carries the run has to wait for this lock before it stores anything, and then finds the run touched.
LOCK = "SELECT 1 FROM workflows_lease WHERE run_id = %s FOR UPDATE"

WAKE = """
UPDATE workflows_lease
   SET state = CASE WHEN state IN ('parked', 'done', 'dead') THEN 'queued' ELSE state END,
       not_before = clock_timestamp(), claims = 0, touched = touched + 1, cancel = cancel OR %s
 WHERE run_id = %s
"""

# A lease that runs out is due as well: whoever held it was lost.
NEXT_DUE = """
SELECT extract(epoch FROM least(
         (SELECT min(not_before) FROM workflows_lease WHERE state = 'queued' AND NOT paused),
         (SELECT min(lease_until) FROM workflows_lease WHERE state = 'running')
       ) - clock_timestamp())
"""

# The attempts of a turn as they stand now, and for each a line in the run's events. An attempt is known by its place
# (run, step, item, number), so that storing it twice, as after a commit whose answer was lost, changes nothing. And
# what memory gave, so that it can be counted later (memory.models.Usage): a line each, and no round trip more. Trials
# are counted nowhere.
ATTEMPTS = """
WITH given AS (
  SELECT * FROM json_populate_recordset(NULL::workflows_attempt, %s)
), stored AS (
  INSERT INTO workflows_attempt AS a (
    client_id, run_id, key, item, number, state, consumed, output, findings, scores, judgements, flagged, by_person,
    back_to, final, retry_at, wait_until, forgiven, best_of, draw, edited, owner, note, context, room, started_at,
    finished_at)
  SELECT client_id, run_id, key, item, number, state, consumed, output, findings, scores, judgements, flagged,
         by_person, back_to, final, retry_at, wait_until, forgiven, best_of, draw, edited, owner, note, context, room,
         clock_timestamp(),
         CASE WHEN state NOT IN ('open', 'waiting') THEN clock_timestamp() END
    FROM given
  ON CONFLICT (client_id, run_id, key, item, number) DO UPDATE
     SET state = excluded.state, consumed = excluded.consumed, output = excluded.output,
         findings = excluded.findings, scores = excluded.scores, judgements = excluded.judgements,
         draw = excluded.draw, edited = excluded.edited, flagged = excluded.flagged,
         by_person = excluded.by_person, back_to = excluded.back_to, final = excluded.final,
         retry_at = excluded.retry_at, wait_until = excluded.wait_until, forgiven = excluded.forgiven,
         best_of = excluded.best_of, owner = excluded.owner, note = excluded.note, context = excluded.context,
         room = excluded.room, finished_at = excluded.finished_at
   WHERE a.state <> excluded.state OR a.forgiven <> excluded.forgiven
  RETURNING id, client_id, run_id, key, item, number, state, note
), used AS (
  INSERT INTO memory_usage (client_id, lesson, document, passage, run)
  SELECT DISTINCT given.client_id, CASE one.kind WHEN 'lesson' THEN one.id ELSE 0 END, one.document_id,
         CASE one.kind WHEN 'lesson' THEN 0 ELSE one.id END, given.run_id
    FROM given JOIN workflows_run AS run ON run.client_id = given.client_id AND run.id = given.run_id,
         jsonb_to_recordset(given.context) AS one (id bigint, document_id bigint, kind text)
   WHERE run.trial IS NULL
  ON CONFLICT DO NOTHING
), told AS (
  INSERT INTO workflows_event (client_id, run, kind, step_key, sentence, data, at)
  SELECT client_id, run_id, 'step.' || CASE state WHEN 'open' THEN 'started' ELSE state END, key, note,
         jsonb_build_object('attempt', id, 'item', item), clock_timestamp()
    FROM stored ORDER BY id
  RETURNING id, client_id, run, kind, step_key, sentence, data
)
SELECT a.id, a.run_id, a.key, a.item, a.number, told.id, told.kind, told.sentence
  FROM stored a JOIN told ON told.run = a.run_id AND (told.data ->> 'attempt')::bigint = a.id
"""

# What is open of a run that is taken out, unread: to read it may be what ends the workers.
FALLEN = """
UPDATE workflows_attempt a
   SET state = 'failed', note = fell.note, owner = 'nobody', forgiven = true, retry_at = clock_timestamp(),
       finished_at = clock_timestamp()
  FROM json_to_recordset(%s) AS fell (client_id bigint, run_id uuid, note text)
 WHERE a.client_id = fell.client_id AND a.run_id = fell.run_id AND a.state = 'open'
"""

RUNS = """
UPDATE workflows_run r
   SET state = now.state, sentence = now.sentence, flagged = r.flagged OR now.flagged,
       finished_at = CASE WHEN now.state IN ('done', 'stopped', 'failed') THEN clock_timestamp() END
  FROM json_to_recordset(%s) AS now (client_id bigint, id uuid, state text, sentence text, flagged boolean)
 WHERE r.client_id = now.client_id AND r.id = now.id
"""

# What became of the runs, a line each.
EVENTS = """
INSERT INTO workflows_event (client_id, run, kind, step_key, sentence, data, at)
SELECT client_id, run, kind, '', sentence, '{}', clock_timestamp()
  FROM json_populate_recordset(NULL::workflows_event, %s)
RETURNING id, run
"""

# Not behind the fence: what a call has cost is booked also when its run was lost meanwhile.
CALLS = """
UPDATE workflows_call c
   SET state = got.state, model = coalesce(got.model, c.model), answer = coalesce(got.answer, ''),
       stop = coalesce(got.stop, ''), problem = coalesce(got.problem, ''), input_tokens = got.input_tokens,
       cache_read_tokens = got.cache_read_tokens, cache_write_tokens = got.cache_write_tokens,
       cache_write_long_tokens = got.cache_write_long_tokens,
       output_tokens = got.output_tokens, reasoning_tokens = got.reasoning_tokens, cost_usd = got.cost_usd,
       request_id = coalesce(got.request_id, ''), settled_at = clock_timestamp()
  FROM json_populate_recordset(NULL::workflows_call, %s) AS got
 WHERE c.client_id = got.client_id AND c.id = got.id
"""
