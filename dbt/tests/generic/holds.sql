{# Fails for every row in which the condition is false, and also where it cannot be told (NULL). #}
{% test holds(model, condition) %}
    select *
    from {{ model }}
    where not coalesce({{ condition }}, false)
{% endtest %}
