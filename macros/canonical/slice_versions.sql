{#
  One row per day of the upstream relations: (slice_date, slice_version). The version is a hash of what
  the day was computed from: the upstream versions of the day itself and, with neighbours = 1, of the day
  before and after, plus the content of `seeds` (a list of [relation, [columns]]) that the model reads at
  event grain. Any change of any of these gives another version, so that nothing needs a watermark.
  The last line says `> 0` and not `= 1` because Postgres expects one day to be equal and many to be greater:
  believing in one day it would loop over the calls once per call.
#}
{% macro slice_versions(relations, neighbours=1, seeds=[]) %}
    {% set parts = [] %}
    {% for relation in relations %}
        {% set number = loop.index %}
        {% for shift in range(-neighbours, neighbours + 1) %}
            {% do parts.append(
                "max(case when reached.relation_number = " ~ number ~ " and reached.day_shift = " ~ shift
                ~ " then reached.slice_version end)"
            ) %}
        {% endfor %}
    {% endfor %}
    {% for seed in seeds %}{% do parts.append("max(seed_" ~ loop.index ~ ".fingerprint)") %}{% endfor %}
    select
        reached.slice_date,
        {{ surrogate_key(parts) }} as slice_version
    from (
        {% for relation in relations %}
        select
            {{ date_add_days('days.slice_date', 'shifts.day_shift') }} as slice_date,
            {{ loop.index }} as relation_number,
            0 - shifts.day_shift as day_shift,
            days.slice_version
        from (select slice_date, max(slice_version) as slice_version from {{ relation }} group by slice_date) as days
        cross join ({{ day_shifts(neighbours) }}) as shifts
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as reached
    {% for seed in seeds %}
    cross join ({{ seed_fingerprint(seed[0], seed[1]) }}) as seed_{{ loop.index }}
    {% endfor %}
    group by reached.slice_date
    having max(case when reached.day_shift = 0 then 1 else 0 end) > 0
{% endmacro %}
