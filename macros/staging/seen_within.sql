{#
  When something that a running account states for a whole period happened, as one time: the last day of the period
  (ends are exclusive), or the moment the account was read where that came first. A deduction that is dated at the
  end of its period belongs into the period, not into the month that begins there.
#}
{% macro seen_within(period_end, read_at) -%}
    case
        when {{ read_at }} < cast({{ date_add_days(utc_date(period_end), -1) }} as {{ type_of('timestamp') }}) then {{ read_at }}
        else cast({{ date_add_days(utc_date(period_end), -1) }} as {{ type_of('timestamp') }})
    end
{%- endmacro %}
