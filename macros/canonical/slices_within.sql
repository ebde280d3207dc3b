{# The days of `changed` and the given number of days on either side, for the upstream rows a day looks at. #}
{% macro slices_within(changed, neighbours=1) %}
    {% for shift in range(-neighbours, neighbours + 1) %}
    select {{ date_add_days('slice_date', shift) if shift != 0 else 'slice_date' }} as slice_date from {{ changed }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
