{#
  The exclusive end of a service period. A period that ends where it starts (an invoice item without dates) is
  the UTC day it stands on; a missing end is the day of the start; an end before the start stays, to be refused.
#}
{% macro period_end_after(start_at, end_at) -%}
    case
        when {{ start_at }} < {{ end_at }} or {{ end_at }} < {{ start_at }} then {{ end_at }}
        else cast({{ date_add_days(utc_date(start_at), 1) }} as {{ type_of('timestamp') }})
    end
{%- endmacro %}
