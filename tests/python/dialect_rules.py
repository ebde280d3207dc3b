"""What a dialect does not have, for the engines that cannot be run here: `complaints("bigquery", sql)`.

A parser accepts a great deal that an engine refuses: unknown functions, foreign types, foreign operators. So a
statement must parse, and every type of a cast, every function and every operator in it must be one that the
engine's manual lists. The lists hold what this project uses, not everything an engine has.
"""

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

EVERYWHERE = {
    "abs", "avg", "cast", "ceil", "coalesce", "concat", "count", "dense_rank", "exists", "extract", "first_value", "floor",
    "greatest", "lag", "last_value", "lead", "least", "length", "lower", "ltrim", "max", "md5", "min", "nullif", "rank", "replace",
    "round", "row_number", "sum", "trim", "upper",
}
FUNCTIONS = {
    "duckdb": {
        "date_diff", "date_trunc", "exclude", "from_json", "generate_subscripts", "json_array_length", "json_extract",
        "json_extract_string", "json_keys", "json_type", "json_valid", "left", "list_sum", "list_transform", "make_timestamp", "mod", "regexp_extract",
        "regexp_full_match", "repeat", "split_part", "string_agg", "strpos", "substr", "timezone", "to_microseconds", "to_months",
        "try_cast",
        "typeof", "unnest",
    },
    "postgres": {
        "date_trunc", "div", "jsonb_array_elements", "jsonb_array_length", "jsonb_each", "jsonb_each_text", "jsonb_typeof", "left", "make_interval", "mod",
        "pg_input_is_valid", "regexp_replace", "split_part", "string_agg", "strpos", "substr", "substring",
    },
    "spark": {
        "add_months", "array", "array_join", "array_sort", "collect_list", "collect_set", "date_add", "date_trunc", "datediff",
        "explode", "from_json", "from_utc_timestamp", "get_json_object", "instr", "json_array_length", "left", "mod", "posexplode",
        "regexp_extract", "regexp_replace", "repeat", "split_part", "substr", "substring", "timestamp_micros", "transform",
        "to_utc_timestamp", "try_cast", "try_element_at", "unix_micros",
    },
    "snowflake": {
        "array_size", "convert_timezone", "date_trunc", "dateadd", "datediff", "flatten", "get_path", "is_array", "left",
        "listagg", "mod", "position", "regexp_like", "regexp_replace", "regexp_substr", "repeat", "split_part", "substr",
        "to_timestamp_ntz", "try_cast", "try_parse_json", "typeof",
    },
    "bigquery": {
        "array_length", "date_add", "date_diff", "date_trunc", "datetime", "div", "json_keys", "json_query", "json_query_array",
        "json_value", "mod", "parse_json", "regexp_contains", "regexp_extract", "regexp_extract_all", "regexp_replace", "repeat",
        "safe_cast", "string_agg", "strpos", "substr", "timestamp_add", "timestamp_micros", "to_hex", "to_json_string", "unnest",
    },
    "redshift": {
        "can_json_parse", "convert_timezone", "date_trunc", "dateadd", "datediff", "json_array_length",
        "json_extract_array_element_text", "json_extract_path_text", "json_parse", "json_serialize", "json_typeof", "left",
        "listagg", "mod", "regexp_replace", "regexp_substr", "repeat", "split_part", "strpos", "substr", "try_cast",
    },
}
FUNCTIONS["databricks"] = FUNCTIONS["spark"]

TYPES = {
    "duckdb": {"bigint", "boolean", "date", "decimal", "hugeint", "integer", "json", "text", "timestamp", "timestamptz"},
    "postgres": {"bigint", "boolean", "date", "decimal", "integer", "jsonb", "numeric", "text", "timestamp", "timestamptz"},
    "spark": {"bigint", "boolean", "date", "decimal", "int", "string", "timestamp"},
    "snowflake": {"bigint", "boolean", "date", "decimal", "integer", "number", "text", "timestamp_ntz", "timestamp_tz"},
    "bigquery": {"bignumeric", "bool", "date", "int64", "numeric", "string", "timestamp"},
    "redshift": {"bigint", "boolean", "date", "decimal", "integer", "timestamp", "timestamptz", "varchar"},
}
TYPES["databricks"] = TYPES["spark"]

# Operators that the tokenizer reports and only some engines know. `::` is nowhere house style.
OPERATORS = {
    "::": set(), "//": {"duckdb"}, "#>": {"postgres"}, "#>>": {"postgres"}, "->": {"postgres", "spark", "databricks"}, "->>": {"postgres"},
    "~": {"postgres", "redshift"}, "%": set(), "=>": {"postgres", "snowflake"}, "?": set(), "@>": set(),
    "rlike": {"spark", "databricks"}, "qualify": set(), "ilike": set(), "lateral": {"postgres", "spark", "databricks", "snowflake"},
    "collate": {"postgres"}, "at time zone": {"duckdb", "postgres", "redshift"},
}

NOT_FUNCTIONS = {
    "all", "and", "any", "as", "between", "by", "case", "date", "distinct", "else", "except", "filter", "from", "group",
    "having", "in", "input", "intersect", "lateral", "is", "join", "like", "materialized", "not", "null", "on", "or", "over", "partition", "rlike",
    "select", "table", "then", "union", "using", "values", "when", "where", "with", "within", "at", "+", "-", "*", "/", "order",
}

CASTS = {"cast", "try_cast", "safe_cast"}
TYPE = re.compile(r"([a-z_][a-z0-9_]*)(\([0-9,]+\))?(\[\])?")


def complaints(dialect, sql):
    """Every reason why the engine would refuse a statement, as sentences; none where it would not."""
    try:
        tree = sqlglot.parse_one(sql, dialect=dialect)
    except SqlglotError as error:
        return [f"does not parse: {str(error).splitlines()[0]}"]
    if tree is None or isinstance(tree, exp.Command):
        return ["does not parse as a statement"]
    return [*_foreign_types(dialect, sql), *_foreign_words(dialect, sql)]


def _foreign_types(dialect, sql):
    for spelled in _cast_types(sqlglot.tokenize(sql, read=dialect)):
        name, shape, listed = TYPE.fullmatch(spelled).groups(default="")
        if name not in TYPES[dialect]:
            yield f"type {name}"
        if listed and dialect != "duckdb":
            yield f"type {name}[]"
        numbers = [int(number) for number in re.findall(r"\d+", shape)]
        if dialect == "bigquery" and numbers:
            yield f"precision in a cast: {name}{shape}"
        if name in ("decimal", "number", "numeric") and numbers and (numbers[0] > 38 or (numbers[1:] or [0])[0] > numbers[0]):
            yield f"precision {name}{shape}"
        if name in ("decimal", "numeric", "number") and not numbers and dialect not in ("bigquery", "postgres"):
            yield f"{name} without precision"
        if name == "varchar" and not numbers:
            yield "varchar without length"


def _cast_types(tokens):
    """What stands behind `as` in each cast, without blanks."""
    words = [token.text.lower() for token in tokens]
    for start, word in enumerate(words[:-1]):
        if word not in CASTS or words[start + 1] != "(":
            continue
        depth, opened = 0, None
        for place in range(start + 1, len(words)):
            depth += {"(": 1, ")": -1}.get(words[place], 0)
            if depth == 1 and words[place] == "as":
                opened = place + 1
            if depth == 0:
                yield "".join(words[opened:place])
                break


def _foreign_words(dialect, sql):
    tokens = sqlglot.tokenize(sql, read=dialect)
    plain = _without_literals(sql)
    for operator, known in OPERATORS.items():
        pattern = rf"\b{operator}\b" if operator[0].isalpha() else rf"(?<![#>:/<=-]){re.escape(operator)}(?![#>:/=])"
        if dialect not in known and re.search(pattern, plain, re.IGNORECASE):
            yield f"operator {operator}"
    for token, following in zip(tokens, tokens[1:], strict=False):
        name = token.text.lower()
        if following.text != "(" or not re.fullmatch(r"[a-z_][a-z0-9_]*", name) or name in NOT_FUNCTIONS or name in TYPES[dialect]:
            continue
        if name not in EVERYWHERE and name not in FUNCTIONS[dialect] and not _is_alias(plain, name):
            yield f"function {name}"


def _is_alias(plain, name):
    """`exploded (item, position)`: a table alias with its columns, or a common table expression."""
    return re.search(rf"\bas\s+{name}\s*\(", plain, re.IGNORECASE) or re.search(rf"\b{name}\s+as\s*\(", plain, re.IGNORECASE)


def _without_literals(sql):
    return re.sub(r"r?'(?:\\.|''|[^'\\])*'", "''", sql)
