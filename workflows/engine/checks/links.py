"""Where links lead, and which must be there."""

import html
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from tenants.scripts import BARE_URL, LINK_TARGET
from workflows.engine.outcomes import Finding

REFERENCE = re.compile(r"^\s{0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
HTML_LINK = re.compile(r"""(?:href|src)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


def hosts(gate: str, text: str, allowed_hosts: Iterable[str]) -> list[Finding]:
    """Links to other hosts than those allowed (and their subdomains); no hosts named: any host will do."""
    allowed = [host.strip().casefold().removeprefix("www.") for host in allowed_hosts if host.strip()]
    if not allowed:
        return []
    why = f"Links may go to {', '.join(allowed)} only."
    outside = (target for target in targets(text) if not _allowed(target, allowed))
    return [Finding(gate, "Link", why, quote=target) for target in outside]


def targets(text: str) -> list[str]:
    """Where the links and images of a Markdown text lead, as written."""
    found = [
        target
        for pattern in (LINK_TARGET, REFERENCE, HTML_LINK, BARE_URL)
        for target in pattern.findall(text)
    ]
    return list(dict.fromkeys(target.rstrip(".,;:!?*_") for target in found))


def _allowed(target: str, hosts: list[str]) -> bool:
    """Anchors and mail addresses lead nowhere outside; every other scheme than http(s) is refused."""
    plain = html.unescape(target).replace("\\", "/")
    try:
        parts = urlsplit(f"//{plain}" if plain.casefold().startswith("www.") else plain)
        host = (parts.hostname or "").casefold()
    except ValueError:
        return False
    if not parts.scheme and not host:
        return True
    if parts.scheme not in ("", "http", "https"):
        return parts.scheme == "mailto"
    return any(host == one or host.endswith(f".{one}") for one in hosts)


def required_links(gate: str, text: str, wanted: Iterable[str]) -> list[Finding]:
    """Each names the address, or its beginning: “example.com/book” is met by https://www.example.com/book?from=mail."""
    there = [_plain(target) for target in targets(text)]
    missing = [one for one in wanted if one.strip() and not any(t.startswith(_plain(one)) for t in there)]
    return [Finding(gate, "Required link", f"No link leads to {one.strip()}.") for one in missing]


def _plain(address: str) -> str:
    return re.sub(r"^(https?:)?//", "", address.strip().casefold()).removeprefix("www.")
