"""Stand-ins for the project's macros while sqlfluff reads models and analyses: what a call looks like, not what it does.

sqlfluff judges only text that a person wrote; what a macro renders is skipped anyway. Rendering through dbt would
have it parse the deep SQL of the JSON and number macros for nothing (minutes, and some models too deep for it),
so here a macro gives the shortest SQL that can stand in its place. A name without a file in macros/ is an error, and
that the real macros render and parse is what dbt itself and test_render_all_targets.py check.
"""

from pathlib import Path

_MACROS = Path(__file__).resolve().parents[2] / "macros"

# Macros that stand where a whole select stands, where a list of columns stands, or where nothing may be left over.
_SELECTS = {
    "judged_counts", "judged_rows", "judged_slices", "raw_counts", "raw_rows", "union_vendors", "valid_rows",
    "calendar_days", "checked_seed", "generic_entity", "good_rows", "adopted_marks", "identifier_rows", "identity_labels", "newest_days", "newest_rows",
    "seed_issue_rows",
    "special_member_rows", "json_columns", "json_entries", "json_explode", "json_sums", "digits", "select_entry_columns",
    "slice_versions", "day_shifts", "changed_slices",
    "report_buckets", "openai_usage_rows", "quarantined_rows",
    "metronome_newest", "metronome_rows",
    "discount_stretches", "label_entries",
}  # fmt: skip
_TYPES = {"type_count", "type_decimal", "type_money", "type_of", "type_quantity", "type_rate"}
_EMPTY = {"slice_config"}
_CTES = {"with_cost_function", "with_charge_days"}
_LISTS = {
    "canonical_columns": [("record_id", "text"), ("amount", "money")],
    "entry_columns": [("entry_source_id", "text"), ("source_amount", "money")],
    "flags_as_text": ["grain"],
    "call_references": ["vendor"],
    "feature_ref_kinds": ["any"],
    "scenario_steps": 2,
    "seed_contracts": {"reference": {"features": []}},
    "entity_is_supplied": True,
    "otel_attribute_keys": {"feature": ["feature"]},
}


class dbt:
    """dbt's own cross-database macros."""

    split_part = staticmethod(lambda *_: "split_part()")


def _stand_in(name):
    if name in _LISTS:
        return lambda *_, **__: _LISTS[name]
    if name == "union_distinct":
        return lambda: "union"
    if name in _CTES:
        return lambda *_, **__: f"{name} as (select * from rendered)"
    if name in _EMPTY:
        return lambda *_, **__: ""
    if name in _SELECTS:
        return lambda *_, **__: "select * from rendered"
    if name in _TYPES:
        return lambda *_, **__: name
    return lambda *_, **__: f"{name}()"


def _names():
    for file in _MACROS.rglob("*.sql"):
        for line in file.read_text().splitlines():
            if line.replace("{%-", "{%").startswith("{% macro "):
                yield line.split("macro ", 1)[1].split("(", 1)[0].strip()


globals().update({name: _stand_in(name) for name in _names()})
