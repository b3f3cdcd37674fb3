"""All settings, read from the environment. docs/reference/settings.md lists the variables."""

from pathlib import Path

from csp.constants import NONCE

from config import logs
from config.demo.address import known as running_demo
from config.env import cores, env
from config.static_files import keep_fonts
from config.unfold import UNFOLD as UNFOLD
from config.workers.brokers.choice import broker
from config.workers.watchdog import PATIENCE

BASE_DIR = Path(__file__).resolve().parent.parent
INSECURE_KEY = "insecure-and-only-for-a-first-look"

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("BATON_DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default=INSECURE_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default=running_demo(BASE_DIR) or "http://localhost:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "tenants",
    "memory",
    "workflows",
    "reviews",
    "config",
    "config.admin_app.BatonAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "django_q",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "config.logs.requests.identified",  # first: every answer and every line has the id
    "config.health.door",  # who asks whether we live needs no session, and no database
    "django.middleware.security.SecurityMiddleware",
    "config.static_files.packed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.refusing.in_words",
    "tenants.middleware.without_nul",
    "tenants.middleware.ScopeMiddleware",  # last: everything inside sees the person's clients only
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.models_in_use",
                "csp.context_processors.nonce",
            ]
        },
    }
]

# --- Database: the app's own role at run time, the owner of the schema for migrations only -------------------------
DATABASE = {"ENGINE": "tenants.postgres", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
APP_URL = env.str("DATABASE_URL", default="postgresql://baton_app@localhost/baton")
OWNER_URL = env.str("DATABASE_OWNER_URL", default=APP_URL)
# None: as DATABASE_URL; "": nobody listens
DATABASE_LISTEN_URL = env.str("DATABASE_LISTEN_URL", default=None)
TIMEOUTS = "-c idle_in_transaction_session_timeout=120000 -c lock_timeout=30000"


def database(url: str, options: str, **more: object) -> dict:
    parsed = env.db_url_config(url)
    libpq = {"connect_timeout": 10, **parsed.pop("OPTIONS", {}), "options": options}
    return {**parsed, **DATABASE, "OPTIONS": libpq, **more}


DATABASES = {
    "default": database(APP_URL, f"{TIMEOUTS} -c statement_timeout=60000"),
    "owner": database(OWNER_URL, "-c app.maintenance=on", CONN_MAX_AGE=0),
}
ALLOW_BYPASSING_ROLE = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "none": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

# --- People --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "tenants.adapter.InvitedOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by e-mail; nobody signs up by themselves
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_FORMS = {"request_login_code": "tenants.code_form.CodeForm"}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # an invitation ends inside, not at another form
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get no mail
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "reviews.signing_in.out_of_date"
SESSION_COOKIE_SAMESITE = "Lax"

# --- Mail ----------------------------------------------------------------------------------------------------------
EMAIL = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Baton <baton@localhost>")

# --- Safety of pages -----------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Else all people share the proxy's address, and its rate limits.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", NONCE],  # the client's colour
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# --- Static files --------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "config" / "instead"]  # of a library's own
WHITENOISE_USE_FINDERS = True
WHITENOISE_ADD_HEADERS_FUNCTION = keep_fonts
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Language and time: stored in UTC, shown in the person's zone ---------------------------------------------------
LANGUAGE_CODE = "en"
USE_I18N = True
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# --- Workers: django-q2 is the doorbell and the process pool, the lease rows are the truth --------------------------
WORKERS = env.int("WORKERS", default=max(2, cores() + 1))
LEASE_SECONDS = env.int("LEASE_SECONDS", default=30)
DRAIN_SECONDS = env.int("DRAIN_SECONDS", default=300)  # after so long a drain takes on no more runs
DRAIN_LINGER = 840  # seconds that its last steps may take then
DRAIN_GRACE = env.int("DRAIN_GRACE", default=8)  # seconds for them when it is asked to stop
DRAIN_IDLE = env.float("DRAIN_IDLE", default=5)  # seconds that it stays when nothing is due
DRAIN_RUNS = env.int("DRAIN_RUNS", default=500)  # runs that one drain has in hand at once
DRAIN_MEMORY_MB = env.int("DRAIN_MEMORY_MB", default=1024)  # then it takes on no more
DRAINS = max(1, WORKERS - 1)  # of one cluster at once, so that other tasks find a worker
WATCHDOG_SECONDS = env.int("WATCHDOG_SECONDS", default=PATIENCE)
Q_CLUSTER = {
    "name": "baton",
    **broker(env.str("Q_BROKER", default="database"), region=env.str("AWS_REGION", default="")),
    "workers": WORKERS,
    "queue_limit": 1,  # what waits in a cluster's memory is out of everybody else's reach
    "bulk": 1,
    "poll": 1.0 if DATABASE_LISTEN_URL != "" else 0.2,
    "timeout": DRAIN_SECONDS + DRAIN_LINGER + 60,
    "retry": DRAIN_SECONDS + DRAIN_LINGER + 160,
    "guard_cycle": 0.5,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": -1,
    "recycle": 1000,
    "cache": "none",  # django-q2 counts itself in there, twice a second; our drains have rows
}
SWEEPS = [  # what is put right every minute, whoever lost it; each is safe to run twice
    "workflows.housekeeping.ring_if_due",
    "workflows.turnstile.forget_old",
    "workflows.circuits.forget_old",
    "workflows.schedules.fire_due",
    "workflows.bulks.resume_stuck",
    "workflows.publications.publish_due",
    "reviews.reminding.remind_overdue",
    "reviews.escalating.escalate_due",
    "reviews.escalating.time_out_due",
    "reviews.posting.post_due",
    "reviews.guest_questions.send_due",
    "reviews.forgetting.forget_old_drafts",
    "workflows.batches.sweeping.sweep",  # last, for it asks vendors
]
FAILED_RUNS = "workflows.usefulness.failed"  # asked by memory, which knows nothing of runs
DRAFT_DAYS = env.int("DRAFT_DAYS", default=30)  # that drafts are kept after their review was closed

# --- Secrets of agencies and clients, sealed in the database --------------------------------------------------------
SECRETS_KEYS = [  # "id:key": the first one seals, the others still open what they sealed
    (name, key) for name, _, key in (entry.partition(":") for entry in env.list("SECRETS_KEYS", default=[]))
]

# --- Models and embeddings: keys in the environment mean real models, none means the offline stand-in ---------------
MODEL_ENVIRONMENT = {
    name: env.str(name, default="")
    for name in (
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_BASE_URL",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "OPENAI_MODELS",
        "GEMINI_API_KEY",
        "GEMINI_BASE_URL",
    )
}
CALL_LIMITS = {  # calls at once, calls a minute; 0 is no limit
    name: (
        env.int(f"{name.upper()}_CALLS_AT_ONCE", default=0),
        env.int(f"{name.upper()}_CALLS_PER_MINUTE", default=0),
    )
    for name in ("anthropic", "openai", "gemini", "compatible")
}
EMBEDDINGS_URL = env.str("EMBEDDINGS_URL", default="")
EMBEDDINGS_KEY = env.str("EMBEDDINGS_KEY", default="")
EMBEDDINGS_MODEL = env.str("EMBEDDINGS_MODEL", default="")
EMBEDDINGS_FOLDER = env.str("EMBEDDINGS_FOLDER", default="")  # of a model that runs on this computer
EMBEDDINGS_THREADS = env.int("EMBEDDINGS_THREADS", default=1)  # that it works with
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT", default=10 * 1024 * 1024)  # bytes
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# host:port that may be reached although it is private: by model keys of agencies (also without https), and by fetch.
MODEL_PRIVATE_HOSTS = env.list("MODEL_PRIVATE_HOSTS", default=[])
FETCH_PRIVATE_HOSTS = env.list("FETCH_PRIVATE_HOSTS", default=[])

# --- REST ----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],  # tenants.keys.KeyedView brings its own
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["workflows.api.body.Json"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.ScopedRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "read": env.str("API_READ_RATE", default="240/min"),  # for each key
        "start": env.str("API_START_RATE", default="60/min"),
    },
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "workflows.api.errors.answer",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Baton",
    "DESCRIPTION": "Start a client's workflows, follow their runs, and pull what was approved.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v[0-9]",
    "POSTPROCESSING_HOOKS": ["workflows.api.schema.finish"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Seeing what happens: logs always, traces where somebody collects them -------------------------------------------
LOGGING = logs.configured(env.str("LOG_LEVEL", default="WARNING"), env.str("LOG_FORMAT", default=""))
TRACES_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", default="") or env.str(
    "OTEL_EXPORTER_OTLP_ENDPOINT", default=""
)
if env.bool("OTEL_SDK_DISABLED", default=False) or env.str("OTEL_TRACES_EXPORTER", default="otlp") == "none":
    TRACES_ENDPOINT = ""
SILENCED_SYSTEM_CHECKS: list[str] = []
