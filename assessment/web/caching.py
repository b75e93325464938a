"""What a browser says of itself: the forms in which it takes an answer, and the copy that it has."""

from __future__ import annotations

from starlette.datastructures import Headers


def accepts_gzip(headers: Headers) -> bool:
    """Whether an answer may be compressed with gzip (RFC 9110, section 12.5.3)."""
    weights: dict[str, str] = {}
    for each in ",".join(headers.getlist("accept-encoding")).lower().split(","):
        coding, _semicolon, weight = each.partition(";")
        weights[coding.strip()] = weight.strip().removeprefix("q=") or "1"
    return weights.get("gzip", weights.get("*", "0")).strip("0.") != ""


def has_copy(headers: Headers, etag: str | None) -> bool:
    """Whether the browser has what bears this ETag, and asks only for something else."""
    named = {each.strip().removeprefix("W/") for each in ",".join(headers.getlist("if-none-match")).split(",")}
    return "*" in named or etag in named
