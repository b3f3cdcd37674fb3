"""Workers in processes of their own, on the test's database."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

from django.db import connection

from config.supervisor import ROOT

DRIVE = "import django; django.setup(); from workflows import runner; runner.drive()"


def begun(code: str = DRIVE, **environment: str) -> subprocess.Popen[bytes]:
    """Python code as the app, without a key for any model."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + str(connection.settings_dict["NAME"]))
    own = {
        "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": address.geturl(), "DRAIN_SECONDS": "60",
        "DRAIN_IDLE": "0.2", "ANTHROPIC_API_KEY": "", "OPENAI_API_KEY": "", "GEMINI_API_KEY": "",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **own, **environment})
