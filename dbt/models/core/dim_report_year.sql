with

report_years as (

    select * from {{ ref('stg_report_year') }}

),

-- any file of a known unit and year, readable or not; one that lies in a wrong folder belongs to no year
latest_received as (

    select max(files.report_year) as report_year
    from {{ ref('stg_received_file') }} as files
    inner join {{ ref('stg_unit') }} as units
        on files.unit_code = units.unit_code
    inner join report_years
        on files.report_year = report_years.report_year

),

with_previous as (

    select
        report_year,
        snapshot_on,
        due_on,
        rating_regime,
        lag(rating_regime) over (order by report_year) as previous_rating_regime
    from report_years

)

select
    with_previous.report_year,
    with_previous.snapshot_on,
    with_previous.due_on,
    with_previous.rating_regime,
    coalesce(
        with_previous.previous_rating_regime <> with_previous.rating_regime, false
    ) as is_rating_regime_change,
    coalesce(with_previous.report_year <= latest_received.report_year, false) as is_shown
from with_previous
cross join latest_received
