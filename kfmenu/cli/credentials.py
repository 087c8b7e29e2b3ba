"""Where a command finds its secrets: the environment, files, the standard input."""

import os
import stat
import sys
from typing import TYPE_CHECKING

import click

from kfmenu.problems import Lang
from kfmenu.speech import say

if TYPE_CHECKING:  # `kfmenu --help` imports every command, and none of them needs requests yet
    from kfmenu.secret import Secret
    from kfmenu.sending.sender import Sender


def wrapped(ctx: click.Context, param: click.Parameter, value: str | None) -> "Secret | None":  # noqa: ARG001
    """Wrap what an option says before anything else can show it."""
    from kfmenu.secret import Secret  # noqa: PLC0415

    return None if value is None else Secret(value)


def find_code(given: "Secret | None", path: str | None, lang: Lang) -> "Secret":
    """Find the code: what was given, then the file, then `KFMENU_CODE`.

    Args:
        given: what the command line says.
        path: the file, or `-` for the standard input.
        lang: the language of messages.

    Raises:
        click.ClickException: there is none, or it cannot be read.
    """
    if given is not None:
        found = _settled(given, "--code", lang)
    elif path is not None:
        found = _from_file(path, "--code-file", lang)
    else:
        found = _from_environment("KFMENU_CODE", lang)
    if not found.reveal():
        message = say(
            lang,
            "没有 code：用 KFMENU_CODE、--code-file 或 --code 给出",
            "there is no code: give KFMENU_CODE, --code-file or --code",
        )
        raise click.UsageError(message)
    return found


def make_sender(base_url: str, token_file: str | None, lang: Lang) -> "Sender":
    """Make a sender of a token or, without one, of a corp's secret.

    Args:
        base_url: where the API is.
        token_file: where the token is, if not in the environment; `-` for the standard input.
        lang: the language of messages.

    Raises:
        click.ClickException: there are no credentials, or the address cannot be used.
    """
    from kfmenu.sending.sender import Sender  # noqa: PLC0415

    if token_file is not None:
        token = _from_file(token_file, "--token-file", lang)
        if not token.reveal():
            # Falling back on another credential would send from an account that was not meant.
            raise click.UsageError(say(lang, "--token-file 是空的", "--token-file is empty"))
    else:
        token = _from_environment("KFMENU_ACCESS_TOKEN", lang)
    try:
        if token.reveal():
            return Sender(token, base_url=base_url)
        corpid = os.environ.get("KFMENU_CORP_ID", "").strip()
        secret = _from_environment("KFMENU_CORP_SECRET", lang)
        if corpid and secret.reveal():
            return Sender.from_secret(corpid, secret, base_url=base_url)
        message = say(
            lang,
            "没有凭证：设置 KFMENU_ACCESS_TOKEN，或同时设置 KFMENU_CORP_ID 和 KFMENU_CORP_SECRET，"
            "或用 --token-file",
            "there are no credentials: set KFMENU_ACCESS_TOKEN, or both KFMENU_CORP_ID and "
            "KFMENU_CORP_SECRET, or give --token-file",
        )
    except ValueError:
        # Not repeated, nor chained: an address may hold a password.
        message = say(
            lang,
            "--base-url 不能用：要 https 地址（http 只能指向本机），不带用户名、查询和片段",
            "--base-url cannot be used: give an https address (http only for this machine) "
            "without a user, a query or a fragment",
        )
    raise click.UsageError(message)


def _from_environment(name: str, lang: Lang) -> "Secret":
    from kfmenu.secret import Secret  # noqa: PLC0415

    return _settled(Secret(os.environ.get(name, "")), name, lang)


def _from_file(path: str, option: str, lang: Lang) -> "Secret":
    """Read a secret; the path is not repeated, since a secret may stand there by mistake."""
    from kfmenu.secret import Secret  # noqa: PLC0415

    try:
        if path == "-":
            return _settled(Secret(sys.stdin.buffer.read().decode("utf-8-sig")), option, lang)
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            found = Secret(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        why = say(lang, "不是 UTF-8", "not UTF-8")
    except OSError as error:
        why = str(error.strerror)
    except ValueError:
        why = say(lang, "路径里有 NUL", "a NUL in its path")
    else:
        # On Windows the mode of every file says that all may read it.
        is_told = option == "--token-file" and hasattr(os, "geteuid")
        if is_told and stat.S_ISREG(mode) and mode & stat.S_IROTH:
            # Secrets that are mounted into a container often are 0444: no reason to stop.
            message = say(
                lang,
                "注意：本机所有用户都能读 --token-file 的文件，请 chmod 600",
                "note: every user of this machine can read the --token-file; chmod 600 it",
            )
            click.echo(message, err=True)
        return _settled(found, option, lang)
    raise click.ClickException(say(lang, f"读不了 {option}：{why}", f"cannot read {option}: {why}"))


def _settled(given: "Secret", source: str, lang: Lang) -> "Secret":
    """Take off the line feed of an editor or a shell; refuse what is not one line of text."""
    from kfmenu.secret import Secret  # noqa: PLC0415

    found = Secret(given.reveal().strip())
    if not found.reveal().isprintable():
        message = say(
            lang, f"{source} 不是单行的可打印文本", f"{source} is not one line of printable text"
        )
        raise click.UsageError(message)
    return found
