"""The one place that knows redis-py: connecting with short timeouts, and a script."""

import inspect
from typing import Any, Protocol

OWNED = """
local value = redis.call('GET', KEYS[1])
if value and string.sub(value, 1, #ARGV[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
"""
"""Deletes a key whose value begins with the owner's mark, compared and deleted in one step."""

SECONDS = 1.0
"""How long Redis may take to connect, and to answer; it is asked twice at most."""


class Redis(Protocol):
    """What kfmenu needs of a Redis client."""

    def get(self, name: str, /) -> Any:
        """Give the value of a key."""

    def set(self, name: str, value: str, /, *, nx: bool = ..., px: int | None = ...) -> Any:
        """Set a key."""

    def eval(self, script: str, numkeys: int, /, *keys_and_args: str) -> Any:
        """Run a script."""


def connect(url: "str | Redis") -> Redis:
    """Give a client for an address; a client of the user's own is given back.

    Args:
        url: the address, or a client.

    Raises:
        ImportError: the extra is not installed.
        TypeError: the client is one of `redis.asyncio`, whose every answer would count as true.
    """
    if not isinstance(url, str):
        if inspect.iscoroutinefunction(getattr(url, "execute_command", None)):
            raise TypeError("a client of redis.asyncio: give a redis.Redis, or its address")
        return url
    try:
        import redis  # noqa: PLC0415 - only who uses Redis has it
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415
    except ImportError:
        raise ImportError("Redis needs an extra: pip install 'kfmenu[redis]'") from None
    client: Redis = redis.Redis.from_url(
        url,
        socket_timeout=SECONDS,
        socket_connect_timeout=SECONDS,
        # A connection that Redis closed while it was idle is worth a second one; a Redis that
        # hangs is not worth waiting for again.
        retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
    )
    return client
