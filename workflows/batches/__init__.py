"""Economy mode: requests that wait in a vendor's batch, at half the price.

A step orders and its run waits, held by nobody (`ordering`). Orders for one key and one model gather. The sweep of each
minute sends them (`sending`), looks how they are (`receiving`), books what came (`settling`) and wakes the runs
(`telling`). Woken, the step collects (`collecting`). All of it is in rows, so a worker or a bell may get lost at any
moment:

- an order and its call are written together, before anything is sent; once for each question of a step;
- a batch is marked as being sent before it is, and goes by a key of ours: whoever finds it so looks for it at the
  vendor first, and sends it only if it isn't there;
- an answer is booked where its order still waits, so that the second time changes nothing;
- an answer is used up in the transaction that stores what a step made of it.
"""
