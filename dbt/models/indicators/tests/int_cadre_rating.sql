-- One rating a person and year, whichever unit sent it: the latest decision, on a tie the lowest, of the
-- periods that count in the year. A recognised exemption only matters to someone without a decided rating.
with

of_the_year as (

    select * from {{ ref('fct_cadre_evaluation') }}
    where is_rating_period and person_key is not null

),

decided as (

    select
        report_year,
        person_key,
        rating,
        row_number() over (
            partition by report_year, person_key
            order by decided_on desc, rating_rank asc nulls last, row_id asc
        ) as choice
    from of_the_year
    where is_decided

),

exempted as (

    select distinct
        report_year,
        person_key
    from of_the_year
    where is_exemption_recognised

),

rated as (

    select * from decided
    where choice = 1

)

select
    coalesce(rated.report_year, exempted.report_year) as report_year,
    coalesce(rated.person_key, exempted.person_key) as person_key,
    rated.rating,
    rated.person_key is null as is_exempt
from rated
full outer join exempted
    on
        rated.report_year = exempted.report_year
        and rated.person_key = exempted.person_key
