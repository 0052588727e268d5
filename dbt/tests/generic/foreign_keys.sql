{# Fails for every row of a mart that a dimension does not hold: one query for all keys of a mart.

   `keys` is a list of {to: ref('dim_…'), columns: […]}; the columns are called alike on both sides. A key that is
   NULL leads nowhere, and need not. #}
{% test foreign_keys(model, keys) %}
    with not_found as (
        {% for key in keys %}
            select '{{ key.columns | join(', ') }}' as columns_not_found
            from {{ model }} as child
            where
                not exists (
                    select 1
                    from {{ key.to }} as parent
                    where
                        {% for column in key.columns %}
                            child.{{ column }} = parent.{{ column }}
                            {% if not loop.last %}and{% endif %}
                        {% endfor %}
                )
                {% for column in key.columns %}
                    and child.{{ column }} is not null
                {% endfor %}
            {% if not loop.last %}union all{% endif %}
        {% endfor %}
    )

    select * from not_found
{% endtest %}
