{{ config(schema='marts') }}

select
    indicators.resolution_code,
    indicators.indicator_code,
    indicators.label_vi,
    indicators.label_en,
    indicators.short_label_vi,
    indicators.short_label_en,
    indicators.sort_order,
    indicators.clause,
    indicators.section_vi,
    indicators.section_en,
    indicators.cadence,
    indicators.direction,
    indicators.target_pct,
    indicators.target_year,
    indicators.population,
    indicators.test,
    forms.subject,
    indicators.population_form,
    indicators.counted_form,
    indicators.test_model,
    indicators.test_model = 'rated' as counts_ratings,
    indicators.ratings,
    indicators.course_group,
    indicators.course_window,
    indicators.period_start,
    indicators.age_below,
    indicators.minimum_professional_qualification,
    indicators.minimum_political_theory
from {{ ref('stg_indicator') }} as indicators
inner join {{ ref('forms') }} as forms
    on indicators.population_form = forms.form
