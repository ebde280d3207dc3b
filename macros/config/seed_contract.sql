{#
  What the cells of a seed file must hold; checked_seed() turns it into SQL. Per seed: `key` (columns that
  identify a row), `columns` (name -> kind, with ! where a value is required), and, where they apply, `one_of`
  (allowed words), `refers` (column -> [seed, column] that must hold the value), `rules` ([column, condition
  that is wrong, what is wrong, remedy]). Kinds: text, count, quantity, money, rate, percent, date, month,
  timestamp, boolean, customer (`vendor:kind:value`). A `!` seed changes amounts: a bad row stops the build.
#}
{% macro seed_contract(seed) %}
    {% set contracts = {} %}
    {% for folder, seeds in seed_contracts().items() %}
        {% for name, contract in seeds.items() %}
            {% do contracts.update({name: dict(contract, file='seeds/' ~ folder ~ '/' ~ name ~ '.csv')}) %}
        {% endfor %}
    {% endfor %}
    {{ return(contracts[seed]) }}
{% endmacro %}
