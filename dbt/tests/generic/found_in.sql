{# Fails for every row whose columns (none of them NULL) do not stand together in the other model. #}
{% test found_in(model, columns, to, to_columns) %}
    select
        {% for column in columns %}child.{{ column }}{% if not loop.last %}, {% endif %}{% endfor %}
    from {{ model }} as child
    left join {{ to }} as parent
        on
            {% for column in columns %}
                child.{{ column }} = parent.{{ to_columns[loop.index0] }}
                {% if not loop.last %}and{% endif %}
            {% endfor %}
    where
        parent.{{ to_columns[0] }} is null
        {% for column in columns %}and child.{{ column }} is not null
        {% endfor %}
{% endtest %}
