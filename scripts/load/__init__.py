"""Puts exported files into the raw schemas of any target, as they are, once each.

Raw keeps what was delivered: no row is dropped, no value is rounded. Where a column already holds numbers and a
file brings text, the column becomes text, so that staging can name the broken cell instead of the loader losing it.
"""
