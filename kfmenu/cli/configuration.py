"""`kfmenu check --show-config`: what holds, and who said so."""

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

import click
from click.core import ParameterSource

from kfmenu.cli.options import MACHINES
from kfmenu.cli.steps import emit
from kfmenu.problems import Lang
from kfmenu.project.config import FILES, Config, Configs, absolute, content_of, shown
from kfmenu.speech import say

_OPTIONS = {"target": "--target", "strict": "--strict", "select": "--select", "ignore": "--ignore"}


def show(
    configs: Iterable[Config], given: Mapping[str, Any], lang: Lang, output_format: str
) -> None:
    """Write the settings of each project that is worked on, as TOML or as JSON.

    Args:
        configs: those of the files; the same one again is left out.
        given: what the command line said, by the names of the settings.
        lang: the language of messages.
        output_format: as for problems.
    """
    found = {config.path: _settings(config, given, lang) for config in configs}
    if output_format in MACHINES:
        record = [
            {
                "path": path,
                "settings": {
                    key: {"value": value, "from": origin} for key, (value, origin) in said.items()
                },
            }
            for path, said in found.items()
        ]
        emit(json.dumps({"version": 1, "configurations": record}, ensure_ascii=False, indent=2))
        emit("\n")
        return
    for path, said in found.items():
        click.echo(f"# {path or say(lang, '没有配置文件', 'no configuration')}")
        for key, (value, origin) in said.items():
            setting = f"{key} = {_toml(value)}"
            commented = f"# {key}" if value is None else setting
            click.echo(f"{commented}  # {origin or say(lang, '默认', 'default')}")


def _settings(
    config: Config, given: Mapping[str, Any], lang: Lang
) -> dict[str, tuple[Any, str | None]]:
    """Give the value of each setting, and who said so; None where nobody did."""
    lines = _lines(config)
    said: dict[str, tuple[Any, str | None]] = {}
    for name, held in config._asdict().items():
        if name in {"path", "folder"}:
            continue
        key = name.replace("_", "-")
        origin = _OPTIONS.get(name) if name in given else None
        if origin is None and key in lines:
            origin = f"{config.path}:{lines[key]}"
        said[key] = _plain(name, held), origin
    said["lang"] = lang, _speaker()
    return said


def _plain(name: str, held: Any) -> Any:
    """Give a value as JSON has it, its paths as seen from the current folder."""
    if isinstance(held, Mapping):
        return {glob: _plain(name, one) for glob, one in held.items()}
    if isinstance(held, tuple):
        return [shown(one) if name == "paths" else one for one in held]
    return shown(held) if name == "out" and held else held


def _lines(config: Config) -> dict[str, int]:
    if config.path is None:
        return {}
    from kfmenu.project.settings import lines_of  # noqa: PLC0415 - cattrs, once there is a file

    return lines_of(content_of(config.path), FILES[os.path.basename(config.path)])


def _speaker() -> str:
    """Tell who chose the language; of configurations it is the current folder's."""
    context: click.Context | None = click.get_current_context()
    while context is not None:
        if context.get_parameter_source("lang") is ParameterSource.COMMANDLINE:
            return "--lang"
        context = context.parent
    if os.environ.get("KFMENU_LANG"):
        return "KFMENU_LANG"
    config = Configs().near(absolute(""))
    return "LANG" if config.lang is None else f"{config.path}:{_lines(config)['lang']}"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        rows = ", ".join(f"{_toml(key)} = {_toml(one)}" for key, one in value.items())
        return f"{{ {rows} }}" if rows else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)
