{#
  The sums over ledger entries that every margin mart starts from, in the reporting currency. One place decides
  what revenue, cost and its parts are: revenue leaves out write-offs; cost is COGS before cloud credits.
#}
{% macro margin_sums() %}
    {% set revenue = "entry_side = 'revenue' and entry_class <> 'write_off'" %}
    {% set cogs = "entry_side = 'cost' and cost_function = 'cogs' and entry_class <> 'cloud_credit'" %}
    {% set sums = [
        ('revenue', revenue),
        ('cost', cogs),
        ('cost_after_provider_credits', "entry_side = 'cost' and cost_function = 'cogs'"),
        ('ai_cost', cogs ~ " and entry_class = 'inference'"),
        ('infra_cost', cogs ~ " and entry_class = 'infrastructure'"),
        ('other_cost', cogs ~ " and entry_class not in ('inference', 'infrastructure')"),
        ('estimated_cost', cogs ~ " and assignment = 'direct' and amount_basis = 'priced'"),
        ('allocated_cost', cogs ~ " and assignment = 'allocated'"),
        ('unattributed_cost', cogs ~ " and assignment = 'unattributed'"),
        ('usage_cost', cogs ~ " and cost_behaviour = 'usage'"),
        ('metered_cost', cogs ~ " and cost_behaviour = 'usage' and entry_class in ('inference', 'infrastructure', 'observability')"),
        ('every_cost', "entry_side = 'cost' and entry_class <> 'cloud_credit'"),
        ('revenue_subscription', revenue ~ " and entry_class = 'subscription'"),
        ('revenue_usage', revenue ~ " and entry_class in ('usage', 'overage', 'minimum')"),
        ('revenue_prepaid', revenue ~ " and entry_class in ('prepaid_drawdown', 'breakage')")
    ] %}
    {% for name, condition in sums %}
    cast(sum(case when {{ condition }} then amount else 0 end) as {{ type_money() }}) as {{ name }}{{ ',' if not loop.last }}
    {% endfor %}
{% endmacro %}
