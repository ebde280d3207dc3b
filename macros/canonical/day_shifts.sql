{# One column `day_shift`: the whole numbers from -neighbours to +neighbours. #}
{% macro day_shifts(neighbours) -%}
    {% for shift in range(-neighbours, neighbours + 1) -%}
        select {{ shift }} as day_shift{{ ' union all ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
