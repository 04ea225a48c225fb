"""Who publishes: the registrable domain, the unit of independence. From the bundled Public Suffix List alone."""

from functools import lru_cache

from tldextract import TLDExtract

from services.ingest import urls

# No addresses and no cache folder: the list that comes with the package, never a fetch or a write.
_extract = TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=10_000)
def registrable_domain(host: str) -> str:
    """The registrable domain of a host ("bbc.co.uk" of "www.bbc.co.uk"); the host itself where it has none.

    Under an ending that the list does not know, the last label is the suffix: the list's own rule (publicsuffix.org).
    """
    found = _extract(host)
    if found.suffix or found.ipv4 or found.ipv6:
        return found.top_domain_under_public_suffix or host
    return ".".join(host.rsplit(".", 2)[-2:])


def publisher(article_url: str | None, feed_url: str) -> str:
    """The registrable domain of the article's page, else of its feed; "unknown" where neither has a host."""
    host = (urls.host(article_url) if article_url else None) or urls.host(feed_url)
    return registrable_domain(host) if host else "unknown"
