"""How the web server runs. WEB_CONCURRENCY is the number of its processes; flags of bin/web come before this."""

import io
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections

from config.logs.web import WebLog

wsgi_app = "config.wsgi"
chdir = str(Path(__file__).resolve().parent.parent)  # gunicorn imports from there before anywhere else
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True
timeout = 60  # seconds until a process that doesn't answer at all is replaced
graceful_timeout = 8  # seconds for requests in hand when it stops
max_requests = 5000  # a process that leaks is replaced in time
max_requests_jitter = 500
loglevel = "warning"
logger_class = WebLog
control_socket_disable = True


def on_starting(_server: Any) -> None:
    """Rather no server than one that is set up wrongly."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    try:
        call_command("check", databases=["default"], stdout=io.StringIO())
    except SystemCheckError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(1)
    finally:
        connections.close_all()  # a connection must not be shared with the processes that are made now
