-- The rating that counts is one of the indicator's. Of persons any unit's decision counts, in every scope; of
-- organisations those of the scope. Only form 03 can lack somebody: an organisation is rated in the form that
-- names it.
with

members as (

    select
        subjects.resolution_code,
        subjects.report_year,
        subjects.unit_code,
        subjects.indicator_code,
        subjects.series,
        subjects.subject_key,
        ratings.rating,
        coalesce(ratings.is_exempt, false) as is_exempt,
        ratings.person_key is not null as is_rated_or_exempt,
        subjects.is_form_gap
    from {{ ref('int_cadre_subject') }} as subjects
    left join {{ ref('int_cadre_rating') }} as ratings
        on
            subjects.report_year = ratings.report_year
            and subjects.subject_key = ratings.person_key

    union all

    select
        subjects.resolution_code,
        subjects.report_year,
        subjects.unit_code,
        subjects.indicator_code,
        subjects.series,
        subjects.subject_key,
        ratings.rating,
        coalesce(ratings.is_exempt, false) as is_exempt,
        ratings.organisation_key is not null as is_rated_or_exempt,
        false as is_form_gap
    from {{ ref('int_organisation_subject') }} as subjects
    left join {{ ref('int_organisation_rating') }} as ratings
        on
            subjects.resolution_code = ratings.resolution_code
            and subjects.report_year = ratings.report_year
            and subjects.unit_code = ratings.scope_code
            and subjects.subject_key = ratings.organisation_key

)

select
    members.resolution_code,
    members.report_year,
    members.unit_code,
    members.indicator_code,
    members.series,
    members.subject_key,
    coalesce({{ list_holds('indicators.ratings', 'members.rating') }}, false) as is_met,
    members.is_exempt,
    not members.is_rated_or_exempt and not members.is_form_gap as is_unknown,
    not members.is_rated_or_exempt and members.is_form_gap as is_not_reported
from members
inner join {{ ref('dim_indicator') }} as indicators
    on
        members.resolution_code = indicators.resolution_code
        and members.indicator_code = indicators.indicator_code
where indicators.test_model = 'rated'
