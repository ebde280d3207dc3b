"""Renders the project's macros for any engine without dbt and without the engine's adapter.

dbt gives every macro a mangled name inside its file and looks calls up in one shared namespace; the same is done
here, so that a call resolves as it does in dbt. Dispatch follows the adapters' own inheritance.
"""

import re
from pathlib import Path

import jinja2

PROJECT = Path(__file__).resolve().parents[2]
TARGETS = ("duckdb", "postgres", "spark", "snowflake", "bigquery", "databricks", "redshift")
PARENTS = {"databricks": ("databricks", "spark"), "redshift": ("redshift", "postgres")}
MACRO_HEAD = re.compile(r"({%-?\s*macro\s+)(\w+)(\s*\()")


class MacroReturn(BaseException):
    """Carries the value of `return()` out of a template."""

    def __init__(self, value):
        super().__init__()
        self.value = value


class CompilerError(Exception):
    """What `exceptions.raise_compiler_error` raises."""


class _Adapter:
    def __init__(self, namespace, engine):
        self.namespace = namespace
        self.prefixes = (*PARENTS.get(engine, (engine,)), "default")

    def dispatch(self, name, macro_namespace=None):
        for prefix in self.prefixes:
            if f"{prefix}__{name}" in self.namespace:
                return self.namespace[f"{prefix}__{name}"]
        raise CompilerError(f"no implementation of {name} for {self.prefixes}")


class _Exceptions:
    @staticmethod
    def raise_compiler_error(message):
        raise CompilerError(message)


class _Target:
    def __init__(self, engine, account):
        self.type = engine
        self.account = account
        self.database = "database"
        self.schema = "main"


def _raise_return(value=None):
    raise MacroReturn(value)


class Macros:
    """`Macros('duckdb').ratio('a', 'b')` is the SQL of that macro on that engine.

    `edits` maps a macro file name to a list of (old, new) texts: the way a test proves that it can fail.
    """

    def __init__(self, engine, variables=None, edits=None, account="real", folders=("cross_db", "money")):
        self.engine = engine
        self.variables = {"business_time_zone": "UTC", "reporting_currency": "USD", **(variables or {})}
        self.namespace = {}
        self.files = {}
        environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)
        environment.globals.update(
            {
                "adapter": _Adapter(self.namespace, engine),
                "exceptions": _Exceptions(),
                "return": _raise_return,
                "target": _Target(engine, account),
                "var": self._variable,
            }
        )
        sources = {}
        for folder in folders:
            for path in sorted((PROJECT / "macros" / folder).glob("*.sql")):
                sources[path] = self._source(path, (edits or {}).get(path.stem, []))
        # A template copies its globals when it is loaded, so every name must exist before the first one is.
        for path, text in sources.items():
            for match in MACRO_HEAD.finditer(text):
                self.files[match.group(2)] = path
                self.namespace[match.group(2)] = self._callable(match.group(2))
        environment.globals.update(self.namespace)
        self._bodies = {}
        for text in sources.values():
            module = environment.from_string(MACRO_HEAD.sub(r"\1dbt_macro__\2\3", text)).module
            for match in MACRO_HEAD.finditer(text):
                self._bodies[match.group(2)] = getattr(module, f"dbt_macro__{match.group(2)}")

    def _variable(self, name, default=None):
        return self.variables.get(name, default)

    @staticmethod
    def _source(path, edits):
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            if old not in text:
                raise AssertionError(f"{path.name} no longer contains: {old}")
            text = text.replace(old, new)
        return text

    def _callable(self, name):
        def call(*arguments, **named):
            try:
                return str(self._bodies[name](*arguments, **named))
            except MacroReturn as result:
                return result.value

        return call

    def __getattr__(self, name):
        try:
            return self.namespace[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def render(self, template, **context):
        """SQL text with macro calls, for statements that mix several macros."""
        environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
        return environment.from_string(template).render(**self.namespace, **context)
