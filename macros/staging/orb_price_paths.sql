{#
  Where a price object of Orb tells what. Lines and intervals carry the whole object, with what was negotiated for the
  subscription in it; the list of prices only holds those that are sold outside of plans.
#}
{% macro orb_price_paths() -%}
    {{- return({
        'price_native_id': ['id'], 'stated_price_type': ['price_type'], 'stated_cadence': ['cadence'],
        'stated_price_currency': ['currency'], 'stated_unit_amount': ['unit_config', 'unit_amount'],
        'fixed_quantity': ['fixed_price_quantity'], 'item_id': ['item', 'id'], 'item_name': ['item', 'name'],
        'metric_id': ['billable_metric', 'id'], 'stated_feature': ['metadata', 'feature'],
        'stated_revenue_type': ['metadata', 'revenue_type'], 'allocated_unit': ['credit_allocation', 'currency'],
    }) -}}
{%- endmacro %}
