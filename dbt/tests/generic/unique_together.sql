{# Fails for every combination of values that stands in more than one row: the grain of a model. #}
{% test unique_together(model, columns) %}
    select
        {{ columns | join(', ') }},
        count(*) as rows_alike
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
