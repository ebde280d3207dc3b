"""The seven kinds of value a raw column can have on every engine, and how two of them meet in one column."""

import re

TEXT, BOOLEAN, BIGINT, DOUBLE, DATE, TIMESTAMP = "text", "boolean", "bigint", "double", "date", "timestamp"


def decimal(precision, scale):
    return f"decimal({precision},{scale})"


def decimal_parts(kind):
    """(precision, scale) of a decimal kind, else None."""
    found = re.fullmatch(r"decimal\((\d+),(\d+)\)", kind)
    return (int(found[1]), int(found[2])) if found else None


def meet(left, right):
    """The narrowest kind that holds every value of both without loss; text when there is none."""
    if left == right:
        return left
    if {left, right} == {DATE, TIMESTAMP}:
        return TIMESTAMP
    if {left, right} == {BIGINT, DOUBLE}:
        # a table library writes whole numbers with a gap among them as doubles
        return DOUBLE
    a = decimal_parts(left) or ((19, 0) if left == BIGINT else None)
    b = decimal_parts(right) or ((19, 0) if right == BIGINT else None)
    if a and b:
        scale = max(a[1], b[1])
        precision = max(a[0] - a[1], b[0] - b[1]) + scale
        return decimal(precision, scale) if precision <= 38 else TEXT
    return TEXT


def declared(data_type):
    """The kind that a vendor's source file promises for a column, None when it promises text or says nothing."""
    word = str(data_type or "").strip().lower()
    if word.startswith(("timestamp", "datetime")):
        return TIMESTAMP
    if word.startswith("date"):
        return DATE
    if word.startswith("bool"):
        return BOOLEAN
    if word.startswith(("bigint", "int", "smallint", "count")):
        return BIGINT
    if word.startswith(("decimal", "number", "numeric", "double", "float", "money", "rate", "quantity")):
        return decimal(38, 12)
    return None
