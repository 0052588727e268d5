-- Every indicator, series and shown year of a resolution has a row for the province and for each unit of it
-- that owes returns then, and no other row is there. Built from staging alone: a mistake in the spine cannot
-- hide itself.
with

shown_years as (

    select
        report_years.report_year,
        report_years.snapshot_on
    from {{ ref('stg_report_year') }} as report_years
    where exists (
        select 1
        from {{ ref('stg_received_file') }} as files
        inner join {{ ref('stg_unit') }} as units
            on files.unit_code = units.unit_code
        inner join {{ ref('stg_report_year') }} as known_years
            on files.report_year = known_years.report_year
        where files.report_year >= report_years.report_year
    )

),

shown_scopes as (

    select
        resolutions.resolution_code,
        shown_years.report_year,
        'province' as unit_code
    from shown_years
    inner join {{ ref('stg_resolution') }} as resolutions
        on shown_years.report_year between resolutions.first_year and resolutions.last_year

    union all

    select
        resolutions.resolution_code,
        shown_years.report_year,
        units.unit_code
    from shown_years
    inner join {{ ref('stg_resolution') }} as resolutions
        on shown_years.report_year between resolutions.first_year and resolutions.last_year
    inner join {{ ref('stg_unit') }} as units
        on
            resolutions.province_code = units.province_code
            and shown_years.snapshot_on >= units.valid_from
            and shown_years.snapshot_on <= coalesce(units.valid_to, shown_years.snapshot_on)

),

owed as (

    select
        shown_scopes.resolution_code,
        shown_scopes.report_year,
        shown_scopes.unit_code,
        series.indicator_code,
        series.series
    from shown_scopes
    inner join {{ ref('stg_indicator_series') }} as series
        on shown_scopes.resolution_code = series.resolution_code

),

shown as (

    select
        resolution_code,
        report_year,
        'province' as unit_code,
        indicator_code,
        series
    from {{ ref('mart_indicator_year') }}

    union all

    select
        resolution_code,
        report_year,
        unit_code,
        indicator_code,
        series
    from {{ ref('mart_indicator_unit_year') }}

),

vanished as (

    select * from owed
    except
    select * from shown

),

too_many as (

    select * from shown
    except
    select * from owed

)

select
    'vanished' as problem,
    resolution_code,
    report_year,
    unit_code,
    indicator_code,
    series
from vanished

union all

select
    'not owed' as problem,
    resolution_code,
    report_year,
    unit_code,
    indicator_code,
    series
from too_many
