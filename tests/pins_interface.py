"""The pinned public interface: names, signatures, fields of results, commands and options.

``python -m tests.pins_interface`` writes ``tests/pins/interface.txt`` again, after a change that is meant.
"""

import inspect
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

import shoroku
from shoroku.cli import app

FILE = Path(__file__).parent / "pins" / "interface.txt"

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def lines() -> Iterator[str]:
    """Yield the interface, one thing a line."""
    for name in sorted(shoroku.__all__):
        yield from _described(name, getattr(shoroku, name))
    yield from _commands(app, "shoroku")


def _described(name: str, value: Any) -> Iterator[str]:
    if not inspect.isclass(value):
        yield f"{name}{signature(value)}"
        return
    if issubclass(value, Exception):
        bases = ", ".join(base.__name__ for base in value.__bases__)
        yield f"class {name}({bases}): exit code {getattr(value, 'exit_code', '-')}"
        return
    yield f"class {name}"
    fields = _fields(value)
    for field in fields:
        yield f"    {name}.{field}"
    for member, found in sorted(vars(value).items()):
        if member in fields or (member.startswith("_") and member not in _SPOKEN):
            continue
        if isinstance(found, property):
            yield f"    {name}.{member} (property)"
        elif callable(found) or isinstance(found, classmethod | staticmethod):
            yield f"    {name}.{member}{signature(getattr(value, member))}"


#: Methods that are called by a sign or a word of the language.
_SPOKEN = ("__contains__", "__enter__", "__exit__", "__iter__", "__len__", "__getitem__")


def _fields(kind: type) -> tuple[str, ...]:
    """Return the fields of a struct or a named tuple, in their order."""
    if issubclass(kind, msgspec.Struct):
        return kind.__struct_fields__
    return tuple(getattr(kind, "_fields", ()))


def signature(function: Any) -> str:
    """Return what a function takes: what stands by position with its default, and the names of what goes by name.

    Names given by a TypedDict (``**filters: Unpack[…]``) stand as if they were spelled out.
    """
    positional, named = [], []
    for one in inspect.signature(function).parameters.values():
        if one.name == "self":
            continue
        if one.kind in _POSITIONAL:
            positional.append(one.name if one.default is one.empty else f"{one.name}={_default(one.default)}")
        elif one.kind is one.KEYWORD_ONLY:
            named.append(one.name if one.default is one.empty else f"{one.name}=")
        elif one.kind is one.VAR_POSITIONAL:
            positional.append(f"*{one.name}")
        else:
            named += _unpacked(function, one)
    return f"({', '.join([*positional, *(['*', *sorted(named)] if named else [])])})"


def _default(value: Any) -> str:
    return "function" if callable(value) else repr(value)


def _unpacked(function: Any, parameter: inspect.Parameter) -> list[str]:
    module = inspect.getmodule(function)
    annotation = parameter.annotation
    if isinstance(annotation, str):
        annotation = eval(annotation, vars(module))  # noqa: S307 (our own source)
    given = typing.get_args(annotation)
    if not given:
        return [f"**{parameter.name}"]
    return [f"{name}=" for name in typing.get_type_hints(given[0])]


def _commands(command: click.Command, path: str) -> Iterator[str]:
    context = click.Context(command)
    yield f"$ {path}"
    for parameter in command.params:  # --help, which click adds, depends on how the command was called before
        yield f"    $ {path} {_parameter(parameter)}"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if (below := command.get_command(context, name)) is not None:
                yield from _commands(below, f"{path} {name}")


def _parameter(parameter: click.Parameter) -> str:
    """Return how a parameter is written, and what it can be."""
    choices = f" {{{'|'.join(map(str, parameter.type.choices))}}}" if isinstance(parameter.type, click.Choice) else ""
    if isinstance(parameter, click.Option):
        written = ", ".join([*parameter.opts, *parameter.secondary_opts])
        takes = "" if parameter.is_flag else f" {'VALUE' if not choices else ''}{choices.strip()}"
        return written + takes + ("..." if parameter.multiple else "") + (" (hidden)" if parameter.hidden else "")
    name = (parameter.name or "").upper()
    return (name if parameter.required else f"[{name}]") + ("..." if parameter.nargs == -1 else "") + choices


def main() -> None:
    """Write the file again."""
    FILE.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
    print(f"{FILE.name}: {len(FILE.read_text(encoding='utf-8').splitlines())} lines")


if __name__ == "__main__":
    main()
