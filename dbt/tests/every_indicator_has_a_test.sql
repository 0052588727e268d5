-- A registry row whose test_model is no test of the union would be shown as an empty population for ever.
select
    resolution_code,
    indicator_code,
    test_model
from {{ ref('dim_indicator') }}
where
    test_model not in (
        {% for test_model in indicator_tests() %}
            '{{ test_model }}'{% if not loop.last %},{% endif %}
        {% endfor %}
    )
