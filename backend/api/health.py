"""Is it alive, and can it serve? For whoever watches over it; nothing here names a person or a place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from backend.accounts import mail
from backend.alerts import vapid
from backend.alerts.models import Delivery, StoppedHost
from backend.venues import snapshot

OLD = timedelta(hours=25)
ALERTS_WAIT = timedelta(minutes=5)
OWNS_THE_TABLES = """
    SELECT current_user = pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('venues_venue')
"""


def healthz(request: HttpRequest) -> JsonResponse:
    return _answer({"status": "ok"}, 200)


def readyz(request: HttpRequest) -> JsonResponse:
    """503 when the database or the snapshot is missing; warnings for what works but should not stay so."""
    checks = {
        "database": _database(),
        "snapshot": _snapshot(datetime.now(UTC)),
        "app": _app(),
        "mail": _mail(datetime.now(UTC)),
        "alerts": _alerts(datetime.now(UTC)),
    }
    problems = {name: check["problem"] for name, check in checks.items() if check.get("problem")}
    warnings = [w for check in checks.values() for w in check.get("warnings", [])]
    state = {"status": "not ready" if problems else "ready", "problems": problems, "warnings": warnings}
    return _answer(state, 503 if problems else 200)


def _answer(state: dict[str, Any], status: int) -> JsonResponse:
    return JsonResponse(state, status=status, headers={"Cache-Control": "no-store"})


def _database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(OWNS_THE_TABLES)
            row = cursor.fetchone()
    except DatabaseError:
        return {"problem": "The database does not answer."}
    if row is None:
        return {"problem": "The tables are missing: run `manage.py migrate`."}
    one_role = ["The database's owner also serves: give DATABASE_URL a role that only reads and writes rows."]
    return {"warnings": one_role if row[0] else []}


def _app() -> dict[str, Any]:
    """The script that the pages name must be there to be served, or no phone gets more than the bare page."""
    manifest = settings.PWA_DIST_DIR / ".vite" / "manifest.json"
    if not manifest.is_file():
        return {"problem": "The phone app is not built: run `npm run build` in pwa."}
    files = {entry["file"] for entry in orjson.loads(manifest.read_bytes()).values()}
    if any(not (settings.STATIC_ROOT / file).is_file() for file in files):
        return {"problem": "The phone app is not collected: run `manage.py collectstatic`."}
    return {}


def _mail(now: datetime) -> dict[str, Any]:
    unset = ["No mail server is set, so nobody gets a code to sign in: set EMAIL_URL."]
    silent = ["Letters ask for an answer and come from no-reply: set MAIL_FROM."]
    late = ["Letters wait: the mail server does not take them, or the worker is not running."]
    try:
        is_delayed = mail.is_delayed(at=now)
    except DatabaseError:
        return {}  # told of already
    is_unset = settings.HTTPS and not settings.EMAIL_HOST_IS_SET
    is_silent = settings.HTTPS and settings.DEFAULT_FROM_EMAIL.startswith("no-reply@")
    told = [(is_unset, unset), (is_silent, silent), (is_delayed, late)]
    return {"warnings": [words for is_so, said in told if is_so for words in said]}


def _alerts(now: datetime) -> dict[str, Any]:
    refuses = "{} refuses our key for push messages: nothing is sent there. See docs/operating.md."
    lost = "A key for push messages is not in the state folder: see docs/operating.md."
    late = "Alerts wait: push services do not take them, or the worker is not running."
    try:
        stopped = list(StoppedHost.objects.filter(until__gt=now).values_list("host", flat=True))
        is_late = Delivery.objects.filter(next_try_at__lt=now - ALERTS_WAIT, alert__until__gt=now).exists()
    except DatabaseError:
        return {}  # told of already
    told = [(_is_key_lost(), lost), (is_late, late)]
    return {"warnings": [refuses.format(host) for host in stopped] + [said for is_so, said in told if is_so]}


def _is_key_lost() -> bool:
    key = vapid.pointed_at()
    return key is not None and vapid.named(key) is None


def _snapshot(now: datetime) -> dict[str, Any]:
    try:
        age = now - snapshot.current().generated_at
    except snapshot.SnapshotMissing:
        return {"problem": "There is no snapshot: run `manage.py publishsnapshot`."}
    late = f"The snapshot is {age // timedelta(hours=1)} hours old: is the worker running?"
    return {"warnings": [late] if age > OLD else []}
