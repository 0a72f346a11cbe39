"""Jinja templates, compiled to plainer Python than Jinja's own.

Most of a build goes into templates, and most of that into what Jinja does so that templates of any kind work: it
looks names up in objects and in mappings, hands hidden arguments to functions that ask for them, and wraps
each text it has escaped.  Ours read attributes of view classes and call plain functions, so they are compiled to
just that, which makes record pages about a third cheaper.  What comes out is the same, byte for byte.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.compiler import CodeGenerator
from jinja2.utils import missing
from markupsafe import Markup, escape

from argmap.site.bytecode import Compiled

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping, Sequence
    from pathlib import Path

    from jinja2 import nodes
    from jinja2.compiler import Frame, MacroRef

_SPECIAL = re.compile("[&<>\"']").search


class _PlainPython(CodeGenerator):
    """Compiles `a.b` to `a.b`, and a call to a call.

    A missing attribute is Python's AttributeError, an item of a mapping is written `a["b"]`, and functions that
    ask for Jinja's context are not supported.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - as Jinja has it
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        if forward_caller or node.dyn_args is not None or node.dyn_kwargs is not None:
            self.fail("templates call functions with plain arguments only", node.lineno)
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        del frame
        if macro_ref.accesses_caller or macro_ref.accesses_kwargs or macro_ref.accesses_varargs:
            self.fail("macros take plain arguments only", macro_ref.node.lineno)
        self.write(f"environment.macro(macro, {[one.name for one in macro_ref.node.args]!r})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        del node, frame, finalize
        self.write("environment.escaped(")


@lru_cache(maxsize=1)
def compiled(folder: Path) -> Compiled:
    """What has been compiled of a folder, for all environments: they differ in their globals only."""
    return Compiled(str(folder))


class Environment(jinja2.Environment):
    """Templates of a folder, with escaping; an unknown name is an error."""

    code_generator_class = _PlainPython

    def __init__(self, folder: Path) -> None:
        """Begins with what has been compiled of the folder."""
        super().__init__(
            loader=jinja2.FileSystemLoader(folder),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=compiled(folder),
        )

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template: those of all templates."""
        assert not d, "what a template needs is given when it is rendered"
        return self.globals

    @staticmethod
    def macro(function: Callable[..., str], arguments: Sequence[str]) -> Callable[..., Markup]:
        """A macro that has been compiled to a function, which takes `missing` for what is left out."""
        count = len(arguments)

        def call(*given: object, **named: object) -> Markup:
            if len(given) < count:
                given += tuple(named.pop(name, missing) for name in arguments[len(given) :])
            if named:
                raise TypeError(f"a macro has no argument {', '.join(named)}")
            return Markup(function(*given))  # noqa: S704 - what it puts out is escaped there

        return call

    @staticmethod
    def escaped(value: object) -> str:
        """A value as it stands on the page: markup as it is, anything else as escaped text."""
        kind = type(value)
        if kind is Markup or (kind is str and _SPECIAL(value) is None):  # type: ignore[call-overload]
            return value  # type: ignore[return-value]
        return escape(value)
