-- What the returns tell of a publication. What tells of the run is filled in where it is published
-- (publish/publication.py): a night in which nothing changed publishes without building anything.
with

forms_owed as (

    select
        count(*) as forms_expected,
        coalesce(sum(case when state = 'accepted' then 1 else 0 end), 0) as forms_accepted
    from {{ ref('fct_return') }}
    where is_expected

),

latest_year as (

    select max(report_year) as report_year from {{ ref('dim_report_year') }}
    where is_shown

),

resolutions as (

    select {{ joined_in_order('resolution_code', 'sort_order') }} as resolution_codes
    from {{ ref('dim_resolution') }}

)

select
    cast(null as timestamp) as published_at,
    cast(null as date) as as_of,
    cast(null as string) as run_id,
    cast(null as string) as code_version,
    cast(null as bigint) as source_files,
    cast(null as string) as source_digest,
    cast(forms_owed.forms_expected as bigint) as forms_expected,
    cast(forms_owed.forms_accepted as bigint) as forms_accepted,
    latest_year.report_year as latest_report_year,
    resolutions.resolution_codes
from forms_owed
cross join latest_year
cross join resolutions
