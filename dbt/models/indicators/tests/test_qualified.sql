-- Qualification and political theory are both high enough; what the indicator does not ask is.
-- One that is known to be too low decides; otherwise a blank leaves the verdict unknown.
with

compared as (

    select
        subjects.resolution_code,
        subjects.report_year,
        subjects.unit_code,
        subjects.indicator_code,
        subjects.series,
        subjects.subject_key,
        (
            indicators.minimum_professional_qualification is null
            or subjects.qualification_rank >= lowest_qualification.qualification_rank
        )
        and (
            indicators.minimum_political_theory is null
            or subjects.theory_rank >= lowest_theory.theory_rank
        ) as is_high_enough
    from {{ ref('int_cadre_subject') }} as subjects
    inner join {{ ref('dim_indicator') }} as indicators
        on
            subjects.resolution_code = indicators.resolution_code
            and subjects.indicator_code = indicators.indicator_code
    left join {{ ref('dim_professional_qualification') }} as lowest_qualification
        on indicators.minimum_professional_qualification = lowest_qualification.professional_qualification
    left join {{ ref('dim_political_theory') }} as lowest_theory
        on indicators.minimum_political_theory = lowest_theory.political_theory
    where indicators.test_model = 'qualified'

)

select
    resolution_code,
    report_year,
    unit_code,
    indicator_code,
    series,
    subject_key,
    coalesce(is_high_enough, false) as is_met,
    false as is_exempt,
    is_high_enough is null as is_unknown,
    false as is_not_reported
from compared
