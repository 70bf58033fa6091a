"""A page of the documentation, which is Markdown, as a help page in lines that fit.

It handles what those pages contain: headings, paragraphs, tables of two columns, code blocks, links and words in backticks.
In sentences, the backticks are kept.
"""

import re
from collections.abc import Iterator

import click

_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_CELLS = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|[-| :]+\|$")
_FENCE = "```"


def as_help(page: str, formatter: click.HelpFormatter) -> str:
    """Return a page for the terminal, in lines of the formatter's width."""
    for kind, lines in _blocks(page):
        if kind == "heading":
            formatter.write_paragraph()
            formatter.write_text(_plain(lines[0].lstrip("#").strip()))
        elif kind == "table":
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_dl([_row(line) for line in lines[2:]])
        elif kind == "code":
            formatter.write_paragraph()
            formatter.write("".join(f"    {line}".rstrip() + "\n" for line in lines))
        else:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_plain(_joined(lines)))
    return formatter.getvalue().strip("\n")


def _blocks(page: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the blocks of a page: a kind (heading, table, code or text) and the lines."""
    block: list[str] = []
    is_code = False
    for line in [*page.splitlines(), ""]:
        if line.startswith(_FENCE):
            if is_code:
                yield "code", block
            elif block:
                yield _kind(block), block
            block, is_code = [], not is_code
        elif line.strip() or is_code:
            block.append(line)
        elif block:
            yield _kind(block), block
            block = []


def _kind(block: list[str]) -> str:
    if block[0].startswith("#"):
        return "heading"
    return "table" if len(block) > 1 and _RULE.match(block[1]) else "text"


def _row(line: str) -> tuple[str, str]:
    """Return the two cells of a line of a table."""
    first, second = _CELLS.split(line.strip().strip("|"), 1)
    return _typed(first.strip()), _typed(second.strip())


def _joined(lines: list[str]) -> str:
    """Return the lines of a paragraph as one; between Japanese characters there is no space."""
    text = lines[0].strip()
    for line in map(str.strip, lines[1:]):
        text += ("" if ord(text[-1]) > 0x2E80 and ord(line[0]) > 0x2E80 else " ") + line
    return text


def _typed(cell: str) -> str:
    """Return a cell without the signs of links, code and escapes."""
    return _plain(cell).replace("`", "").replace("\\|", "|")


def _plain(text: str) -> str:
    """Return a text without the signs of links."""
    return _LINK.sub(r"\1", text)
