{# One turn of adopted_marks(): CTEs that end in `name`, the marks after the units that `who` selects chose theirs. #}
{% macro adopting(name, marks, who) %}
{{ name }}_offered as (

    select
        neighbours.unit,
        others.mark,
        max(neighbours.score) as score
    from neighbours
    inner join {{ marks }} as others on neighbours.other_unit = others.unit
    where {{ who }} and others.mark is not null
    group by neighbours.unit, others.mark

),

{{ name }}_ranked as (

    select
        {{ name }}_offered.*,
        row_number() over (partition by unit order by score desc, mark) as place,
        count(*) over (partition by unit, score) as equally_sure
    from {{ name }}_offered

),

{{ name }} as (

    select
        marks.unit,
        marks.cluster_label,
        coalesce(marks.mark, best.mark) as mark
    from {{ marks }} as marks
    left join {{ name }}_ranked as best on marks.unit = best.unit and best.place = 1 and best.equally_sure = 1

)
{% endmacro %}
