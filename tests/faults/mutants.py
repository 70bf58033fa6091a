"""Mutants: one small change of a module's code each, such as another comparison, a removed statement or swapped arguments.

A mutant that no test notices is a place where the program may be wrong without anyone being told. What is changed is code:
not annotations, docstrings, decorators, nor the words of messages.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Mutant(NamedTuple):
    """A module's source with one change: the file, the first and last line of the statement that is changed, whether that is
    in a function, what was changed, and the new source."""

    file: str
    first: int
    last: int
    is_local: bool
    change: str
    source: str


_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.BitXor: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
#: What is changed in SQL: each occurrence of the first is replaced by the second.
_SQL = [
    (" AND ", " OR "), (" OR ", " AND "), ("NOT EXISTS", "EXISTS"), ("IS NOT NULL", "IS NULL"), ("IS NULL", "IS NOT NULL"),
    (" NOT IN ", " IN "), (" IN ", " NOT IN "), (" = ", " <> "), (" <> ", " = "), (" > ", " >= "), (" DESC", ""),
    (" UNION ", " INTERSECT "), ("LEFT JOIN", "JOIN"), ("min(", "max("), ("max(", "min("), ("OR IGNORE ", ""),
]  # fmt: skip
_STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|WHERE|AND |FROM|LEFT JOIN|\()")
#: Calls whose texts are words for people.
_TOLD = ("Localized", "N_", "_", "TypeVar")
#: Functions to which the order of two arguments means nothing.
_SYMMETRIC = ("min", "max")


def mutants(path: Path) -> list[Mutant]:
    """Return all mutants of the module at ``path``, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        Mutant(str(path), statement.lineno, _last(statement), is_local, change, ast.unparse(tree))
        for statement, is_local, change in _changed(tree)
    ]


def _last(statement: ast.stmt) -> int:
    """Return the last line of a statement, without the statements in it."""
    body = getattr(statement, "body", None)
    return body[0].lineno - 1 if body and body[0].lineno > statement.lineno else statement.end_lineno or 0


def _changed(tree: ast.Module) -> Iterator[tuple[ast.stmt, bool, str]]:
    """Change a tree in each way, one after the other; yield the statement that is changed at this moment, and how."""
    for body, statement, is_local in list(_statements(tree, is_local=False)):
        for node in [statement, *_expressions(statement)]:
            for change in _changes(node):
                yield statement, is_local, f"{change} (line {getattr(node, 'lineno', statement.lineno)})"
        if is_local:
            yield from ((statement, is_local, change) for change in _removed(body, statement))


def _statements(node: ast.AST, *, is_local: bool) -> Iterator[tuple[list[ast.stmt], ast.stmt, bool]]:
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, [])
        for statement in body if isinstance(body, list) else []:
            if not _is_left_out(statement):
                yield body, statement, is_local
                inside = is_local or isinstance(statement, ast.FunctionDef)
                if not isinstance(statement, ast.ClassDef) or not statement.bases or _has_methods(statement):
                    yield from _statements(statement, is_local=inside)
    for handler in getattr(node, "handlers", []):
        yield from _statements(handler, is_local=is_local)


def _has_methods(statement: ast.ClassDef) -> bool:
    return any(isinstance(one, ast.FunctionDef) for one in statement.body)


def _is_left_out(statement: ast.stmt) -> bool:
    """Tell whether a statement is an import, a docstring, or for type checkers."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass):
        return True
    if isinstance(statement, ast.If) and isinstance(statement.test, ast.Name) and statement.test.id == "TYPE_CHECKING":
        return True
    if isinstance(statement, ast.AnnAssign) and statement.value is None:
        return True
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


#: Where a node's expressions are; annotations, decorators and statements are not among them.
_INSIDE = {
    "FunctionDef": ("args",), "ClassDef": (), "arguments": ("defaults", "kw_defaults"), "AnnAssign": ("target", "value"),
    "Raise": (), "ExceptHandler": (), "For": ("target", "iter"), "While": ("test",), "If": ("test",), "With": ("items",),
    "Try": (), "JoinedStr": ("values",),
}  # fmt: skip


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the expressions of a statement, without those of the statements in it."""
    for name in _INSIDE.get(type(node).__name__, node._fields):
        value = getattr(node, name, None)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.stmt) and not _is_told(child):
                yield child
                yield from _expressions(child)


def _is_told(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _TOLD


def _changes(node: ast.AST) -> Iterator[str]:
    """Change a node, yield what was done, and change it back."""
    if isinstance(node, ast.Compare):
        for index, before in enumerate(node.ops):
            node.ops[index] = _COMPARISONS[type(before)]()
            yield f"{type(before).__name__} -> {type(node.ops[index]).__name__}"
            node.ops[index] = before
    elif isinstance(node, ast.BoolOp | ast.UnaryOp | ast.BinOp | ast.AugAssign):
        yield from _operators(node)
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        yield from _with(node, "test", ast.UnaryOp(ast.Not(), node.test), "condition negated")
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield from _with(node, "ifs", [], "no condition")
    elif isinstance(node, ast.Return) and node.value is not None and not _is_nothing(node.value):
        yield from _with(node, "value", ast.Constant(None), "return None")
    elif isinstance(node, ast.Call) and _has_an_order(node):
        yield from _with(node, "args", [node.args[1], node.args[0], *node.args[2:]], "arguments swapped")
    elif isinstance(node, ast.Constant):
        yield from _constants(node)


def _has_an_order(node: ast.Call) -> bool:
    """Tell whether a call has two arguments whose order means something."""
    if isinstance(node.func, ast.Name) and node.func.id in _SYMMETRIC:
        return False
    return len(node.args) > 1 and not any(isinstance(one, ast.Starred) for one in node.args[:2])


def _operators(node: ast.BoolOp | ast.UnaryOp | ast.BinOp | ast.AugAssign) -> Iterator[str]:
    if isinstance(node, ast.BoolOp):
        yield from _with(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And(), "and <-> or")
    elif isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.Not):
            yield from _with(node, "operand", ast.UnaryOp(ast.Not(), node.operand), "no not")
    elif type(node.op) in _OPERATORS:
        after = _OPERATORS[type(node.op)]()
        yield from _with(node, "op", after, f"{type(node.op).__name__} -> {type(after).__name__}")


def _constants(node: ast.Constant) -> Iterator[str]:
    value = node.value
    if isinstance(value, bool):
        yield from _with(node, "value", not value, f"{value} -> {not value}")
    elif isinstance(value, int | float):
        yield from _with(node, "value", value + 1, f"{value} -> {value + 1}")
    elif isinstance(value, str) and _STATEMENT.match(value):
        for old, new in _SQL:
            for found in re.finditer(re.escape(old), value):
                after = value[: found.start()] + new + value[found.end() :]
                yield from _with(node, "value", after, f"SQL:{old}->{new} at {found.start()}")
    elif isinstance(value, str) and value.strip():
        yield from _with(node, "value", f"{value}XX", f"text {value[:20]!r}")
    elif isinstance(value, str):
        yield from _with(node, "value", "XX", f"text {value!r}")


def _with(node: ast.AST, name: str, value: object, change: str) -> Iterator[str]:
    before = getattr(node, name)
    setattr(node, name, value)
    try:
        yield change
    finally:
        setattr(node, name, before)


def _is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _removed(body: list[ast.stmt], statement: ast.stmt) -> Iterator[str]:
    """Take a statement out, unless another one would fail for want of a name, and put it back."""
    at = next(index for index, one in enumerate(body) if one is statement)
    other: ast.stmt = ast.Pass()
    if isinstance(statement, ast.Continue | ast.Break):
        other = ast.Break() if isinstance(statement, ast.Continue) else ast.Continue()
    elif isinstance(statement, ast.Assign):
        if not all(isinstance(target, ast.Attribute | ast.Subscript) for target in statement.targets):
            return
    elif not isinstance(statement, ast.Expr | ast.AugAssign | ast.Raise | ast.Delete) or _yields(statement):
        return
    body[at] = ast.copy_location(other, statement)
    yield f"{type(statement).__name__} -> {type(other).__name__} (line {statement.lineno})"
    body[at] = statement


def _yields(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Yield | ast.YieldFrom)
