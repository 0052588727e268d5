-- Who is in the series, what became of each, and the value that the test used.
with

subjects as (

    select * from core.fct_indicator_subject
    where
        resolution_code = $resolution
        and indicator_code = $indicator
        and report_year = $year
        and unit_code = $unit
        and series = $series

),

tested as (

    select * from indicators.int_cadre_subject
    where
        resolution_code = $resolution
        and indicator_code = $indicator
        and report_year = $year
        and unit_code = $unit
        and series = $series

)

select
    subjects.subject_key,
    cadres.full_name as name,
    case
        when subjects.is_met then 'met'
        when subjects.is_exempt then 'exempt'
        when subjects.is_not_reported then 'not_reported'
        when subjects.is_unknown then 'unknown'
        else 'not_met'
    end as verdict,
    case indicators.test_model
        when 'young' then cast(tested.birth_year as varchar)
        when 'woman' then sexes.label_vi
        when 'ethnic_minority' then coalesce(peoples.label_vi, tested.ethnicity)
        when 'qualified' then
            coalesce(degrees.label_vi, tested.professional_qualification, '–')
            || case
                when indicators.minimum_political_theory is null then ''
                else ' · LLCT: ' || coalesce(theories.label_vi, '–')
            end
        when 'rated' then coalesce(words.label_vi, ratings.rating)
        when 'trained' then
            case when courses.is_trained then 'đã hoàn thành' when courses.person_key is not null then 'chưa rõ kết quả' end
    end as tested
from subjects
inner join marts.dim_indicator as indicators
    on
        subjects.resolution_code = indicators.resolution_code
        and subjects.indicator_code = indicators.indicator_code
left join core.dim_cadre as cadres
    on subjects.subject_key = cadres.person_key
left join tested
    on subjects.subject_key = tested.subject_key
left join core.dim_code as sexes
    on sexes.code_list = 'sex' and tested.sex = sexes.code
left join core.dim_code as peoples
    on peoples.code_list = 'ethnicity' and tested.ethnicity = peoples.code
left join core.dim_code as degrees
    on degrees.code_list = 'professional_qualification' and tested.professional_qualification = degrees.code
left join core.dim_code as theories
    on theories.code_list = 'political_theory' and tested.theory_rank = theories.rank_in_list
left join indicators.int_cadre_rating as ratings
    on
        subjects.report_year = ratings.report_year
        and subjects.subject_key = ratings.person_key
left join core.dim_code as words
    on words.code_list = 'rating' and ratings.rating = words.code
left join indicators.int_cadre_training as courses
    on
        subjects.resolution_code = courses.resolution_code
        and subjects.indicator_code = courses.indicator_code
        and subjects.report_year = courses.report_year
        and subjects.subject_key = courses.person_key
