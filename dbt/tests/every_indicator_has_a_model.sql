-- A registry row whose counted_by is no model of the union would be shown as an empty population for ever.
select
    indicators.indicator_code,
    indicators.counted_by
from {{ ref('indicators') }} as indicators
where
    indicators.counted_by not in (
        {% for indicator_model in indicator_models() %}
            '{{ indicator_model }}'{% if not loop.last %},{% endif %}
        {% endfor %}
    )
