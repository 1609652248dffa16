"""Finds the places of a module where a small mistake can be made, and writes the module so that each can be switched
on (`tests/planted/switch.py`). Only what functions do is planted: what a module does once, at its import, cannot be
switched.

Must not know which mistakes are chosen.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

from tests.planted.switch import NAME

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_FILTERS = {"where", "filter", "and_", "or_"}
_QUIET = {"debug", "info", "warning", "error", "exception", "setdefault", "observe", "inc"}
"""Calls whose absence changes a log, a measurement or a default, and nothing that a person sees."""
_LANGUAGE = {"language", "locale"}
_JUMPS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
N = TypeVar("N", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake that can be made: `number` of its module, the line, the function and what is wrong."""

    number: int
    line: int
    function: str
    kind: str
    text: str


@dataclass(slots=True)
class Planting(ast.NodeTransformer):
    """Walks one module; `first` is the number that its first place gets, `chosen` are those to plant (None: all)."""

    first: int = 1
    chosen: frozenset[int] | None = None
    found: list[Mistake] = field(default_factory=list)
    _function: list[str] = field(default_factory=list)
    _within: int = 0  # functions around; 0: what the module does at its import

    def _place(self, node: ast.AST, kind: str, wrong: ast.AST) -> int | None:
        """Return the number of a new place, or None where it is not to be planted."""
        number = self.first + len(self.found)
        said = f"{_short(node)}  ->  {_short(wrong)}"
        self.found.append(Mistake(number, getattr(node, "lineno", 0), ".".join(self._function), kind, said))
        return number if self.chosen is None or number in self.chosen else None

    def _switched(self, right: ast.expr, planted: list[tuple[int | None, ast.expr]]) -> ast.expr:
        """Return an expression that is right unless one of these mistakes is on."""
        value = right
        for number, wrong in planted:
            if number is not None:
                value = ast.copy_location(ast.IfExp(test=_asks(number), body=wrong, orelse=value), right)
        return ast.fix_missing_locations(value)

    def _expression(self, node: N, wrong: list[tuple[str, ast.expr]]) -> Any:
        """Plant these mistakes at an expression, and what is planted inside it."""
        planted = [(self._place(node, kind, other), other) for kind, other in wrong] if self._within else []
        inside = self.generic_visit(node)
        assert isinstance(inside, ast.expr)
        return self._switched(inside, planted)

    def _visit_function(self, node: Any) -> Any:
        """Plant the body alone: decorators, defaults and annotations are evaluated at the import."""
        self._function.append(node.name)
        self._within += 1
        node.body = self._block(node.body)
        self._within -= 1
        self._function.pop()
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = _visit_function

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Plant the methods; the rest of a class is evaluated once."""
        self._function.append(node.name)
        within, self._within = self._within, 0
        node.body = [self.visit(one) for one in node.body]
        self._within = within
        self._function.pop()
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        """Leave the annotation as it is."""
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        """Plant the body of a function without a name, but not one that is a default of the module."""
        if self._within:
            node.body = self.visit(node.body)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        """Leave formatted strings alone."""
        return node

    def visit_Match(self, node: ast.Match) -> ast.Match:
        """Leave the patterns alone, plant subject, guards and bodies."""
        node.subject = self.visit(node.subject)
        for case in node.cases:
            case.guard = self.visit(case.guard) if case.guard is not None else None
            case.body = self._block(case.body)
        return node

    def _block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Plant a list of statements: calls left out, neighbours in the wrong order, and what is in them."""
        if not self._within:
            return [self.visit(one) for one in body]
        written: list[ast.stmt] = []
        raw = [copy.deepcopy(one) if _acts(one) else None for one in body]
        orders = {
            at: self._place(two, "order", one)
            for at, (one, two) in enumerate(pairwise(body))
            if _acts(one) and _acts(two) and ast.dump(one) != ast.dump(two) and (_awaits(one) or _awaits(two))
        }
        for at, statement in enumerate(body):
            number = orders.get(at)
            before, after = raw[at], raw[at + 1] if at + 1 < len(body) else None
            planted = self.visit(statement)
            if number is not None and before is not None and after is not None:
                # wrong: the second before the first; the second is then left out where it stands
                flag = ast.copy_location(ast.If(test=_asks(number), body=[after, before], orelse=[planted]), statement)
                written.append(ast.fix_missing_locations(flag))
                continue
            previous = orders.get(at - 1)
            if previous is not None:
                ran = ast.copy_location(
                    ast.If(test=ast.UnaryOp(ast.Not(), _asks(previous)), body=[planted], orelse=[]), statement
                )
                written.append(ast.fix_missing_locations(ran))
                continue
            written.append(planted)
        return written

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Visit blocks of statements as a whole."""
        for name, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                setattr(node, name, self._block(value))
            elif isinstance(value, list):
                setattr(node, name, [self.visit(one) if isinstance(one, ast.AST) else one for one in value])
            elif isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        """Leave a call out whose result nobody takes."""
        if not self._within or not _acts(node) or _called(node) in _QUIET:
            return self.generic_visit(node)  # type: ignore[return-value]
        number = self._place(node, "call left out", ast.Constant(None))
        node.value = self._switched(self.visit(node.value), [(number, ast.Constant(None))])
        return node

    def visit_If(self, node: ast.If) -> ast.If:
        """Leave a guard out: what follows happens as if it were not there."""
        number = None
        if self._within and not node.orelse:
            kind = "guard left out" if isinstance(node.body[-1], _JUMPS) else "branch left out"
            number = self._place(node.test, kind, ast.Constant(False))
        test = self.visit(node.test)
        node.test = self._switched(test, [(number, ast.Constant(False))])
        node.body, node.orelse = self._block(node.body), self._block(node.orelse)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        """Take the other side of a choice."""
        wrong = ast.IfExp(
            test=copy.deepcopy(node.test), body=copy.deepcopy(node.orelse), orelse=copy.deepcopy(node.body)
        )
        return self._expression(node, [("other side", wrong)])

    def visit_Compare(self, node: ast.Compare) -> Any:
        """Turn a comparison: at its edge, or into its opposite."""
        if len(node.ops) != 1 or type(node.ops[0]) not in _TURNED:
            return self.generic_visit(node)
        wrong = copy.deepcopy(node)
        wrong.ops = [_TURNED[type(node.ops[0])]()]
        return self._expression(node, [("comparison", wrong)])

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        """Leave out one of the conditions."""
        wrong: list[tuple[str, ast.expr]] = []
        for at in range(len(node.values)):
            left = [copy.deepcopy(one) for one in (*node.values[:at], *node.values[at + 1 :])]
            wrong.append(("condition left out", left[0] if len(left) == 1 else ast.BoolOp(node.op, left)))
        return self._expression(node, wrong)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        """Leave out a "not"."""
        if not isinstance(node.op, ast.Not):
            return self.generic_visit(node)
        return self._expression(node, [("not left out", copy.deepcopy(node.operand))])

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        """Add where it should subtract."""
        if not isinstance(node.op, ast.Sub):
            return self.generic_visit(node)
        wrong = copy.deepcopy(node)
        wrong.op = ast.Add()
        return self._expression(node, [("arithmetic", wrong)])

    def visit_Constant(self, node: ast.Constant) -> Any:
        """Be off by one, or take the other truth."""
        if not self._within or node.value is None or not isinstance(node.value, bool | int):
            return node
        if isinstance(node.value, bool):
            return self._expression(node, [("constant", ast.Constant(not node.value))])
        return self._expression(node, [("off by one", ast.Constant(node.value + 1))])

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        """Speak the wrong language."""
        if not self._within or node.attr not in _LANGUAGE or not isinstance(node.ctx, ast.Load):
            return self.generic_visit(node)
        wrong = ast.Call(ast.Name(f"{NAME}_language", ast.Load()), [copy.deepcopy(node)], [])
        return self._expression(node, [("language", wrong)])

    def visit_Call(self, node: ast.Call) -> Any:
        """Leave out a condition of a query, or swap two arguments."""
        wrong: list[tuple[str, ast.expr]] = []
        name = _name_of(node.func)
        if name in _FILTERS and not any(isinstance(one, ast.Starred) for one in node.args):
            for at in range(len(node.args) if len(node.args) > 1 else 0):
                fewer = copy.deepcopy(node)
                del fewer.args[at]
                wrong.append(("condition of a query left out", fewer))
        elif len(node.args) >= 2 and all(isinstance(one, ast.Name | ast.Attribute) for one in node.args[:2]):
            swapped = copy.deepcopy(node)
            swapped.args[0], swapped.args[1] = swapped.args[1], swapped.args[0]
            wrong.append(("arguments swapped", swapped))
        return self._expression(node, wrong)


def plant(source: str, path: str, first: int = 1, chosen: frozenset[int] | None = None) -> tuple[ast.Module, Planting]:
    """Return a module with these mistakes in it, all of them off, and what was found."""
    tree = ast.parse(source, path)
    planting = Planting(first, chosen)
    tree.body = [planting.visit(one) for one in tree.body]
    put_first(tree, f"from tests.planted.switch import is_on as {NAME}, other_language as {NAME}_language")
    return ast.fix_missing_locations(tree), planting


def put_first(tree: ast.Module, statement: str) -> None:
    """Have a module begin with this statement, after its docstring and what it imports from the future."""
    at = next((at for at, one in enumerate(tree.body) if not _is_head(one)), len(tree.body))
    tree.body[at:at] = ast.parse(statement).body


def _is_head(node: ast.stmt) -> bool:
    of_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    return of_future or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _asks(number: int) -> ast.expr:
    return ast.Call(ast.Name(NAME, ast.Load()), [ast.Constant(number)], [])


def _acts(node: ast.stmt) -> bool:
    """Return True for a statement that only calls something."""
    if not isinstance(node, ast.Expr):
        return False
    value = node.value.value if isinstance(node.value, ast.Await) else node.value
    return isinstance(value, ast.Call)


def _awaits(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Await)


def _called(node: ast.Expr) -> str:
    value = node.value.value if isinstance(node.value, ast.Await) else node.value
    return _name_of(value.func) if isinstance(value, ast.Call) else ""


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:87]}..."


def find(source: str, path: str) -> Iterator[Mistake]:
    """Return all mistakes that can be made in a module, numbered from 1."""
    yield from plant(source, path, chosen=frozenset())[1].found
