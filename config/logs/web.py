"""The web server's own log, in the form of all others; a request in it is fields, without its query string."""

import os
from datetime import timedelta
from typing import Any

from gunicorn import glogging

from config.logs import form_of
from config.logs.discreet import Discreet
from config.logs.lines import formatter


class WebLog(glogging.Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        form = formatter(form_of(os.environ.get("LOG_FORMAT", "")))
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(form)
            handler.addFilter(Discreet())

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """One answered request. Only with --access-logfile; the proxy in front usually keeps this log."""
        if not self.access_log_enabled:
            return
        # After an error of the application's, gunicorn's environ is a poor one, without the path.
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO") or getattr(req, "path", None) or ""
        more = {
            "method": method,
            "path": path,
            "status": int(str(resp.status).split(None, 1)[0]),
            "bytes": getattr(resp, "sent", None),
            "milliseconds": round(request_time / timedelta(milliseconds=1), 1),
            "ip": environ.get("REMOTE_ADDR"),
            "request_id": dict(resp.headers).get("X-Request-ID"),
        }
        self.access_log.info("%s %s", method, path, extra=more)
