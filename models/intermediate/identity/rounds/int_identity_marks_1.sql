-- Grain: one unit of nodes in a cluster that holds what must stay apart, with the company it belongs to, its own or
-- that of its best evidence, after 1 of 2 turns; null where two are equally sure. No amounts.
{{ adopted_marks(ref('int_identity_marks')) }}
