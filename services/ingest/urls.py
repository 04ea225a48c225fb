"""Canonical URLs: the same page spelt in two ways is one string. Pure text: nothing is looked up or fetched."""

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from services.ingest.text import clean

MAX_URL_BYTES = 2048

# fmt: off
_TRACKERS = frozenset((
    "fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "mc_cid", "mc_eid",
    "mkt_tok", "smid", "smtyp", "smprod", "cmp", "cmpid", "icid", "ocid", "ncid", "ftag", "emc", "partner",
    "traffic_source", "maca", "xtor", "wt_mc", "fsrc", "s_cid", "ref_src", "ref_url", "_hsenc", "_hsmi",
    "vero_id", "oly_enc_id", "oly_anon_id",
))
# fmt: on
_TRACKER_PREFIXES = ("utm_", "at_", "pk_", "mtm_", "ns_", "hsa_")
_AMP_QUERY = {("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp"), ("output", "amp")}
_AMP_CACHE = re.compile(r"^/(?:amp/|c/|v/)?(?P<tls>s/)?(?P<rest>[^/]+\.[^/]+/.*)$")
_DEFAULT_PORT = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def canonical(url: str) -> str | None:
    """The URL that names the page: no trackers, fragment, default port, userinfo; host in lower-case ASCII; no AMP.

    None where it is no http(s) URL with a host, or longer than MAX_URL_BYTES. canonical(canonical(u)) == canonical(u).
    """
    parts = _split(url)
    if parts is None:
        return None
    parts = _without_amp(parts)
    host = _ascii_host(parts.hostname or "")
    if not host:
        return None
    netloc = host if parts.port in {None, _DEFAULT_PORT[parts.scheme]} else f"{host}:{parts.port}"
    found = urlunsplit((parts.scheme, netloc, _escaped(parts.path) or "/", _query(parts.query), ""))
    return found if len(found.encode()) <= MAX_URL_BYTES else None


def page(url: str | None) -> str | None:
    """The canonical URL as the identity of a page: http and https are one. None for a site's bare front page.

    Many feeds link every entry to the site itself; such a link says nothing about which article it is.
    """
    found = canonical(url) if url else None
    if found is None:
        return None
    parts = urlsplit(found)
    if parts.path in {"", "/"} and not parts.query:
        return None
    return found if parts.scheme == "https" else f"https{found[4:]}"


def absolute(link: str | None, base: str | None) -> str | None:
    """The link as an absolute http(s) URL, resolved against base where it is relative; None where that gives none."""
    if not link or not link.strip():
        return None
    try:
        joined = urljoin(base or "", clean(link).strip())
    except ValueError:
        return None
    return joined if _split(joined) is not None and len(joined.encode()) <= MAX_URL_BYTES else None


def host(url: str) -> str | None:
    """The host of an http(s) URL in lower-case ASCII, without the port; None where there is none."""
    parts = _split(url)
    return _ascii_host(parts.hostname or "") or None if parts else None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(clean(url).strip())
        _ = parts.port  # raises ValueError where it is no number
    except ValueError:
        return None
    return parts if parts.scheme in _DEFAULT_PORT and parts.hostname else None


def _ascii_host(name: str) -> str:
    name = name.rstrip(".").lower()
    if ":" in name:
        return f"[{name}]"
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return ""


def _without_amp(parts: SplitResult) -> SplitResult:
    """The page behind a cache of AMP pages, or beside its own AMP version. Source: the AMP cache URL format."""
    name = parts.hostname or ""
    cached = name.endswith(".cdn.ampproject.org") or (
        name in {"www.google.com", "google.com"} and parts.path.startswith("/amp/")
    )
    match = _AMP_CACHE.match(parts.path) if cached else None
    if match:
        inner = _split(f"http{'s' if match['tls'] else ''}://{match['rest']}{'?' + parts.query if parts.query else ''}")
        parts = inner or parts
    path = parts.path
    while path.endswith(("/amp", "/amp/")) and path.rstrip("/") != "/amp":
        path = path.rstrip("/").removesuffix("/amp")
    return parts._replace(path=path)


def _query(query: str) -> str:
    return "&".join(_escaped(part) for part in query.split("&") if part and not _is_tracker(part))


def _is_tracker(part: str) -> bool:
    name, _, value = part.lower().partition("=")
    return name in _TRACKERS or name.startswith(_TRACKER_PREFIXES) or (name, value) in _AMP_QUERY


def _escaped(part: str) -> str:
    """Characters that a URL cannot hold as %XX, and every %XX in capitals; the rest as it stands."""
    quoted = quote(part, safe="/%:@!$&'()*+,;=~-._?[]|")
    return _ESCAPE.sub(lambda match: match[0].upper(), quoted)
