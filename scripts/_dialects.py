"""What can be said about compiled SQL of an engine that is not at hand: it parses in the engine's dialect, every
function on it is known there, and none of the forms that the engine is known to refuse occurs.

sqlglot alone is permissive (it accepts `x::int` and `cast(x as hugeint)` for BigQuery), so the lists below do the
work. This is evidence that SQL is plausible, not that it runs.
"""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType

DIALECTS = ("bigquery", "databricks", "redshift")

# Function names the engine documents, as far as this project uses them. An unknown name is refused, so a new one is
# added here after a look into the engine's manual.
KEYWORDS = set(
    "all and any as between by case distinct else end exists filter from group having in interval is join like limit not on or "
    "over partition select some then union using values when where with within "
    "char date decimal numeric timestamp varchar".split()
)
EVERYWHERE = KEYWORDS | set(
    "abs cast ceil coalesce concat count dense_rank exp extract first_value floor greatest lag last_value lead least left length "
    "ln lower lpad ltrim max md5 min mod ntile nullif power rank regexp_replace replace right round row_number rpad rtrim sign "
    "sqrt substr substring sum trim upper".split()
)
KNOWN = {
    "bigquery": EVERYWHERE
    | set(
        "array array_agg array_length bignumeric bool contains_substr countif date_add date_diff date_sub date_trunc datetime "
        "datetime_trunc div ends_with farm_fingerprint format format_date format_timestamp generate_array generate_date_array "
        "instr int64 json_extract_array json_extract_scalar json_keys json_query json_query_array json_type json_value "
        "json_value_array last_day lax_int64 lax_string logical_and logical_or offset ordinal parse_bignumeric parse_date "
        "parse_json parse_numeric parse_timestamp regexp_contains regexp_extract regexp_extract_all safe_cast safe_divide safe_offset split "
        "starts_with string string_agg strpos struct timestamp_add timestamp_diff timestamp_micros timestamp_millis "
        "timestamp_seconds timestamp_trunc to_hex to_json_string trunc unix_seconds unnest".split()
    ),
    "databricks": EVERYWHERE
    | set(
        "add_months array array_contains array_join array_sort bigint bool_and bool_or collect_list collect_set concat_ws contains "
        "convert_timezone crc32 date_add date_diff date_format date_from_unix_date date_sub date_trunc dateadd datediff div "
        "element_at endswith every explode explode_outer from_json from_unixtime from_utc_timestamp get_json_object inline instr "
        "int json_array_length json_object_keys json_tuple last_day listagg locate make_date map map_keys max_by min_by "
        "months_between nvl parse_json posexplode posexplode_outer position regexp_extract regexp_like rlike sequence sha2 size "
        "sort_array split stack startswith string string_agg struct to_date to_json to_timestamp to_utc_timestamp transform trunc "
        "try_cast try_divide try_element_at try_parse_json try_to_number try_to_timestamp try_variant_get unix_timestamp "
        "timestamp_micros timestamp_millis timestamp_seconds unix_micros variant_get".split()
    ),
    "redshift": EVERYWHERE
    | set(
        "add_months any_value bool_and bool_or can_json_parse char_length charindex convert convert_timezone date_part date_trunc "
        "dateadd datediff decode get_array_length is_array is_object is_valid_json is_valid_json_array is_varchar "
        "json_array_length json_extract_array_element_text json_extract_path_text json_parse json_serialize json_size json_typeof "
        "last_day len listagg months_between nvl nvl2 octet_length position ratio_to_report regexp_count regexp_instr "
        "regexp_substr sha2 split_part strpos strtol timezone to_char to_date to_number to_timestamp trunc try_cast".split()
    ),
}

TYPES_REFUSED = {
    "bigquery": "varchar|char|text|hugeint|uhugeint|integer4|double precision|double|real|float|timestamptz|timestamp_ntz|jsonb|serial|number",
    "databricks": "text|hugeint|uhugeint|double precision|timestamptz|json|jsonb|number|bignumeric|int64|float64",
    "redshift": "string|hugeint|uhugeint|json|jsonb|number|bignumeric|int64|float64|timestamp_ntz|double(?! precision)|uuid|tinyint|variant|array|struct",
}


def problems(sql: str, dialect: str) -> list[str]:
    """Why this SQL cannot be right for the dialect; empty when nothing speaks against it."""
    try:
        tokens = sqlglot.tokenize(sql, read=dialect)
        trees = [tree for tree in sqlglot.parse(sql, read=dialect) if tree is not None]
    except SqlglotError as error:
        return [f"does not parse: {' '.join(str(error).split())[:200]}"]
    found = []
    if any(isinstance(tree, exp.Command) for tree in trees):
        found.append("does not parse: read as an unknown command")
    found += _token_problems(sql, tokens, dialect)
    for tree in trees:
        found += _tree_problems(tree, dialect)
    return list(dict.fromkeys(found))


def _token_problems(sql: str, tokens, dialect: str) -> list[str]:
    found = []
    for position, token in enumerate(tokens):
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        before = tokens[position - 1] if position else None
        if token.token_type == TokenType.DCOLON:
            found.append("`::` cast; write cast(x as t)")
        if dialect in ("bigquery", "databricks") and token.token_type == TokenType.STRING and sql[token.start] == '"':
            found.append(f'"{token.text}" is a text here, not a name; use backticks')
        if token.token_type == TokenType.UNION and following is not None:
            if dialect == "redshift" and following.text.lower() == "distinct":
                found.append("`union distinct`; Redshift knows `union`")
        is_call = following is not None and following.token_type == TokenType.L_PAREN
        is_word = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", token.text) is not None and sql[token.start] not in "`\"'"
        is_cte = before is not None and before.text.lower() in ("with", ",", "recursive") and token.token_type == TokenType.VAR \
            and re.match(r"\s*\(\s*(select|with)\b", sql[token.end + 1 : token.end + 200], re.I) is not None
        if is_call and is_word and not is_cte and token.text.lower() not in KNOWN[dialect]:
            if not (before is not None and before.text.lower() == "as"):
                found.append(f"function {token.text.lower()}() is not on the list of {dialect}")
    return found


def _tree_problems(tree: exp.Expression, dialect: str) -> list[str]:
    found = []
    for cast in tree.find_all(exp.Cast, exp.TryCast):
        spelled = cast.to
        if dialect == "bigquery" and spelled.this in (exp.DataType.Type.DECIMAL,):
            sizes = [int(str(size.this)) for size in spelled.expressions if str(size.this).isdigit()]
            if len(sizes) == 2 and (sizes[1] > 9 or sizes[0] - sizes[1] > 29):
                found.append(f"decimal({sizes[0]},{sizes[1]}) does not fit NUMERIC; use bignumeric")
        if dialect != "bigquery" and spelled.this == exp.DataType.Type.DECIMAL:
            sizes = [int(str(size.this)) for size in spelled.expressions if str(size.this).isdigit()]
            if sizes and sizes[0] > 38:
                found.append(f"decimal({sizes[0]},..) has more than 38 digits")
    if dialect == "bigquery":
        if tree.find(exp.Values):
            found.append("`values` rows as a table; BigQuery has none")
        for node in tree.find_all(exp.Interval):
            if isinstance(node.this, exp.Literal) and node.this.is_string and not node.args.get("unit"):
                found.append("interval written as one text")
    if dialect == "redshift":
        for kind, words in {
            exp.Lateral: "lateral join", exp.NullSafeEQ: "is not distinct from", exp.NullSafeNEQ: "is distinct from",
            exp.Filter: "filter (where ...) on an aggregate", exp.Unnest: "unnest",
        }.items():
            if tree.find(kind):
                found.append(f"{words}; Redshift has none")
    if dialect in ("bigquery", "redshift") and tree.find(exp.Distinct) and any(
        d.args.get("on") for d in tree.find_all(exp.Distinct)
    ):
        found.append("distinct on; only Postgres and DuckDB have it")
    return found


def type_problems(sql: str, dialect: str) -> list[str]:
    """Type words that the engine does not know, as they were written in casts."""
    text = re.sub(r"'(?:[^']|'')*'|`[^`]*`|--[^\n]*|/\*.*?\*/", "''", sql, flags=re.S)
    words = re.findall(rf"\bas\s+({TYPES_REFUSED[dialect]})\s*(?:\([^()]*\)\s*)?\)", text, flags=re.I)
    return [f"type {word.lower()} in a cast is unknown to {dialect}" for word in sorted(set(words))]


def contract_problems(data_type: str, dialect: str) -> list[str]:
    """The type words of YAML contracts become column types of the engine."""
    sizes = re.fullmatch(r"(?:decimal|numeric)\((\d+),\s*(\d+)\)", data_type.strip().lower())
    if dialect == "bigquery" and sizes and (int(sizes[2]) > 9 or int(sizes[1]) - int(sizes[2]) > 29):
        return [f"{data_type} does not fit BigQuery's NUMERIC"]
    return []
