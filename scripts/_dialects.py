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
    "abs cast ceil chr coalesce concat count dense_rank exp extract first_value floor greatest lag last_value lead least left length "
    "ln lower lpad ltrim max md5 min mod ntile nullif power rank regexp_replace replace right round row_number rpad rtrim sign "
    "sqrt substr substring sum translate trim upper".split()
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
        "element_at endswith every explode explode_outer from_json from_unixtime from_utc_timestamp get get_json_object inline instr "
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
        "last_day len listagg months_between nvl nvl2 octet_length position ratio_to_report regexp_count repeat regexp_instr "
        "regexp_substr sha2 split_part strpos strtol timezone to_char to_date to_number to_timestamp trunc try_cast".split()
    ),
}

TYPES_REFUSED = {
    "bigquery": "varchar|char|text|hugeint|uhugeint|integer4|double precision|double|real|float|timestamptz|timestamp_ntz|jsonb|serial|number",
    "databricks": "text|hugeint|uhugeint|double precision|timestamptz|json|jsonb|number|bignumeric|int64|float64",
    "redshift": "string|hugeint|uhugeint|json|jsonb|number|bignumeric|int64|float64|timestamp_ntz|double(?! precision)|uuid|tinyint|variant|array|struct",
}


# Words an engine keeps for itself, as far as its parser takes them only in quotes.
RESERVED = {
    "bigquery": set(
        "all and any array as asc assert_rows_modified at between by case cast collate contains create cross cube current default "
        "define desc distinct else end enum escape except exclude exists extract false fetch following for from full group grouping "
        "groups hash having if ignore in inner intersect interval into is join lateral left like limit lookup merge natural new no "
        "not null nulls of on or order outer over partition preceding proto qualify range recursive respect right rollup rows select "
        "set some struct tablesample then to treat true unbounded union unnest using when where window with within".split()
    ),
    "redshift": set(
        "aes128 aes256 all allowoverwrite analyse analyze and any array as asc authorization az64 backup between binary "
        "blanksasnull both bytedict bzip2 case cast check collate column constraint create credentials cross current_date "
        "current_time current_timestamp current_user current_user_id default deferrable deflate defrag delta delta32k desc disable "
        "distinct do else emptyasnull enable encode encrypt encryption end except explicit false for foreign freeze from full "
        "globaldict256 globaldict64k grant group gzip having identity ignore ilike in initially inner intersect interval into is "
        "isnull join language leading left like limit localtime localtimestamp lun luns lzo lzop minus mostly16 mostly32 mostly8 "
        "natural new not notnull null nulls off offline offset oid old on only open or order outer overlaps parallel partition "
        "percent permissions pivot placing primary raw readratio recover references respect rejectlog resort restore right select "
        "session_user similar snapshot some sysdate system table tag tdes text255 text32k then timestamp to top trailing true "
        "truncatecolumns union unique unnest unpivot user using verbose wallet when where with without".split()
    ),
}


def problems(sql: str, dialect: str, booleans: frozenset[str] = frozenset()) -> list[str]:
    """Why this SQL cannot be right for the dialect; empty when nothing speaks against it. `booleans`: columns known to be such."""
    try:
        tokens = sqlglot.tokenize(sql, read=dialect)
        trees = [tree for tree in sqlglot.parse(sql, read=dialect) if tree is not None]
    except SqlglotError as error:
        return [f"does not parse: {' '.join(str(error).split())[:200]}"]
    found = []
    if any(isinstance(tree, exp.Command) for tree in trees):
        found.append("does not parse: read as an unknown command")
    found += _token_problems(sql, tokens, dialect) + _type_problems(sql, dialect)
    for tree in trees:
        found += _tree_problems(tree, dialect)
        if dialect == "redshift":
            found += _booleans_as_text(tree, booleans)
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
        if dialect == "databricks" and token.token_type == TokenType.STRING and sql[token.end + 1 : token.end + 2] == "'":
            found.append("a doubled quote inside a text vanishes here")
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
    found = [f"{name} is a reserved word; take another name" for name in _reserved_names(tree, dialect)]
    for kind, (dialects, words) in FORMS_REFUSED.items():
        if dialect in dialects and tree.find(kind):
            found.append(words)
    for rule in (_casts, _joins, _windows, _operators, _literals):
        found += rule(tree, dialect)
    return found


# What stands in a tree as a kind of its own: which engines refuse it, and what it is.
FORMS_REFUSED = {
    exp.Values: (("bigquery", "redshift"), "`values` rows as a table; neither BigQuery nor Redshift has them"),
    exp.Lateral: (("redshift",), "lateral join; Redshift has none"),
    exp.NullSafeEQ: (("redshift",), "is not distinct from; Redshift has none"),
    exp.NullSafeNEQ: (("redshift",), "is distinct from; Redshift has none"),
    exp.Filter: (("bigquery", "redshift"), "filter (where ...) on an aggregate; neither BigQuery nor Redshift has it"),
    exp.Unnest: (("redshift",), "unnest; Redshift has none"),
    exp.AtTimeZone: (("bigquery", "databricks"), "at time zone; only Redshift has it"),
    exp.ILike: (("bigquery",), "ilike; BigQuery has none"),
}


def _reserved_names(tree: exp.Expression, dialect: str) -> list[str]:
    """Unquoted names of columns, tables and steps that the engine keeps for itself."""
    return sorted({name.name for name in tree.find_all(exp.Identifier) if not name.quoted and name.name.lower() in RESERVED.get(dialect, ())})


def _casts(tree: exp.Expression, dialect: str) -> list[str]:
    found = []
    for cast in tree.find_all(exp.Cast, exp.TryCast):
        sizes = [int(str(size.this)) for size in cast.to.expressions if str(size.this).isdigit()]
        if dialect == "bigquery" and sizes:
            found.append(f"{cast.to.sql(dialect).lower()} in a cast; BigQuery takes a precision or length only in a column")
        elif cast.to.this == exp.DataType.Type.DECIMAL and sizes and sizes[0] > 38:
            found.append(f"decimal({sizes[0]},..) has more than 38 digits")
    return found


def _booleans_as_text(tree: exp.Expression, booleans: frozenset[str]) -> list[str]:
    """A condition, a column known as boolean or one that says so by its name (is_..., has_...), cast to text."""
    found = []
    for cast in tree.find_all(exp.Cast, exp.TryCast):
        what, name = cast.this.unnest(), cast.this.unnest().name.lower()
        is_boolean = isinstance(what, (exp.Boolean, exp.Predicate, exp.Connector, exp.Not)) or (
            isinstance(what, exp.Column) and (name in booleans or name.startswith(("is_", "has_")))
        )
        if is_boolean and cast.to.is_type(*exp.DataType.TEXT_TYPES):
            found.append(f"cast of the boolean {what.sql('redshift')[:60]} to text; Redshift refuses it")
    return found


def _joins(tree: exp.Expression, dialect: str) -> list[str]:
    """BigQuery joins outer, and Redshift fully outer, only by an equality between columns of both sides."""
    found = []
    for join in tree.find_all(exp.Join):
        refused = join.side in ("LEFT", "RIGHT", "FULL") if dialect == "bigquery" else join.side == "FULL" and dialect == "redshift"
        condition = join.args.get("on")
        if not refused or condition is None or isinstance(join.this, exp.Unnest):
            continue
        parts = condition.flatten() if isinstance(condition, exp.And) else [condition]
        if not any(isinstance(part.unnest(), exp.EQ) and _meets(part.unnest(), join.alias_or_name) for part in parts):
            found.append(f"{join.side.lower()} join of {join.alias_or_name} without an equality between both sides")
    for subquery in tree.find_all(exp.Exists) if dialect == "bigquery" else ():
        where = subquery.this.args.get("where") if isinstance(subquery.this, exp.Select) else None
        parts = where.this.flatten() if where and isinstance(where.this, exp.And) else [where.this] if where else []
        if not any(isinstance(part.unnest(), exp.EQ) and _differ(part.unnest()) for part in parts):
            found.append("exists without an equality between inside and outside")
    return found


def _meets(equality: exp.EQ, joined: str) -> bool:
    """One side names the joined table, the other one does not."""
    tables = [{column.table for column in side.find_all(exp.Column)} for side in (equality.left, equality.right)]
    return all(tables) and (tables[0] == {joined}) != (tables[1] == {joined})


def _differ(equality: exp.EQ) -> bool:
    tables = [{column.table for column in side.find_all(exp.Column)} for side in (equality.left, equality.right)]
    return all(tables) and not tables[0] & tables[1]


def _windows(tree: exp.Expression, dialect: str) -> list[str]:
    found = []
    for window in tree.find_all(exp.Window):
        call = window.this.this if isinstance(window.this, (exp.IgnoreNulls, exp.RespectNulls)) else window.this
        framed = isinstance(call, (exp.Sum, exp.Count, exp.Min, exp.Max, exp.Avg, exp.FirstValue, exp.LastValue))
        if dialect == "redshift" and framed and window.args.get("order") and not window.args.get("spec"):
            found.append(f"{call.sql_name().lower()}() over an order without a frame; Redshift wants `rows between ...`")
        if dialect in ("redshift", "databricks") and call.find(exp.Distinct):
            found.append(f"{call.sql_name().lower()}(distinct ...) over a window")
    if dialect in ("bigquery", "redshift"):
        several = (one for one in tree.find_all(exp.Distinct) if isinstance(one.parent, exp.Count) and len(one.expressions) > 1)
        found += ["count(distinct a, b) of several columns" for _ in several]
        found += ["distinct on; only Postgres and DuckDB have it" for one in tree.find_all(exp.Distinct) if one.args.get("on")]
    return found


def _operators(tree: exp.Expression, dialect: str) -> list[str]:
    found = []
    if dialect == "bigquery":
        for joined in tree.find_all(exp.DPipe):
            found += [f"{part.sql(dialect)[:60]} joined to a text; cast it" for part in (joined.left, joined.right) if _is_no_text(part)]
    if dialect in ("bigquery", "databricks"):
        apart = (one for one in tree.find_all(exp.Sub) if _is_date(one.left) and _is_date(one.right))
        found += [f"{one.sql(dialect)[:60]} is an interval here, not a number of days" for one in apart]
    return found


def _is_no_text(node: exp.Expression) -> bool:
    node = node.unnest()
    if isinstance(node, (exp.Cast, exp.TryCast)):
        return not node.to.is_type(*exp.DataType.TEXT_TYPES)
    return isinstance(node, (exp.Count, exp.Sum, exp.Length, exp.Extract, exp.Boolean)) or (isinstance(node, exp.Literal) and not node.is_string)


def _is_date(node: exp.Expression) -> bool:
    node = node.unnest()
    if isinstance(node, (exp.Cast, exp.TryCast)):
        return node.to.this == exp.DataType.Type.DATE
    return isinstance(node, exp.Column) and node.name.lower().endswith(("_date", "_day", "_month"))


def _literals(tree: exp.Expression, dialect: str) -> list[str]:
    """BigQuery reads a bare number with decimals as a double and knows no whole number beyond 64 bits."""
    found = []
    if dialect == "bigquery":
        for literal in tree.find_all(exp.Literal):
            if literal.is_string or isinstance(literal.parent, exp.DataTypeParam):
                continue
            if not literal.this.isdigit() and not isinstance(literal.parent, (exp.Cast, exp.TryCast)):
                found.append(f"{literal.this} is a double here; write decimal_literal('{literal.this}')")
            elif literal.this.isdigit() and int(literal.this) >= 2**63:
                found.append(f"{literal.this} does not fit 64 bits; cast it from a text")
        for node in tree.find_all(exp.Interval):
            if isinstance(node.this, exp.Literal) and node.this.is_string and not node.args.get("unit"):
                found.append("interval written as one text")
    return found


def _type_problems(sql: str, dialect: str) -> list[str]:
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
