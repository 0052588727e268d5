-- One rating an organisation, year and scope: the latest decision, on a tie the lowest.
with

scope_rows as (

    select * from {{ ref('int_organisation_scope_row') }}

),

decided as (

    select
        resolution_code,
        report_year,
        scope_code,
        organisation_key,
        rating,
        row_number() over (
            partition by resolution_code, report_year, scope_code, organisation_key
            order by decided_on desc, rating_rank asc nulls last, row_id asc
        ) as choice
    from scope_rows
    where is_decided

),

exempted as (

    select distinct
        resolution_code,
        report_year,
        scope_code,
        organisation_key
    from scope_rows
    where is_exemption_recognised

),

rated as (

    select * from decided
    where choice = 1

)

select
    coalesce(rated.resolution_code, exempted.resolution_code) as resolution_code,
    coalesce(rated.report_year, exempted.report_year) as report_year,
    coalesce(rated.scope_code, exempted.scope_code) as scope_code,
    coalesce(rated.organisation_key, exempted.organisation_key) as organisation_key,
    rated.rating,
    rated.organisation_key is null as is_exempt
from rated
full outer join exempted
    on
        rated.resolution_code = exempted.resolution_code
        and rated.report_year = exempted.report_year
        and rated.scope_code = exempted.scope_code
        and rated.organisation_key = exempted.organisation_key
