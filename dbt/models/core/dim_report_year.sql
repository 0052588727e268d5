{{ config(schema='marts') }}

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
        *,
        lag(rating_regime) over (order by report_year) as previous_rating_regime
    from report_years

),

marked as (

    select
        with_previous.report_year,
        with_previous.snapshot_on,
        with_previous.due_on,
        with_previous.rating_regime,
        with_previous.rating_periods,
        with_previous.snapshot_on < cast(cast(with_previous.report_year as string) || '-12-31' as date)
            as is_partial_year,
        coalesce(
            with_previous.previous_rating_regime <> with_previous.rating_regime, false
        ) as is_rating_regime_change,
        coalesce(with_previous.report_year <= latest_received.report_year, false) as is_shown,
        cast(with_previous.report_year as string) as year_in_words,
        cast(extract(day from with_previous.snapshot_on) as string) || '/'
        || cast(extract(month from with_previous.snapshot_on) as string) as day_in_words
    from with_previous
    cross join latest_received

),

-- a year that is not a whole one says so wherever it is named
named as (

    select
        *,
        case when is_partial_year then ' (đến ' || day_in_words || ')' else '' end as until_vi,
        case when is_partial_year then ' (to ' || day_in_words || ')' else '' end as until_en,
        case when is_partial_year then ' (' || day_in_words || ')' else '' end as until_short
    from marked

),

-- whoever owes returns and ends on the day: the structure of units ends with it
ends as (

    select
        marked.report_year,
        min(case when units.valid_to = marked.snapshot_on then 1 else 0 end) as is_end_of_structure
    from marked
    inner join {{ ref('stg_unit') }} as units
        on
            marked.snapshot_on >= units.valid_from
            and marked.snapshot_on <= coalesce(units.valid_to, marked.snapshot_on)
    group by marked.report_year

)

select
    named.report_year,
    'Năm ' || named.year_in_words || named.until_vi as label_vi,
    'Year ' || named.year_in_words || named.until_en as label_en,
    named.year_in_words || named.until_short as short_label_vi,
    named.year_in_words || named.until_short as short_label_en,
    named.report_year as sort_order,
    named.snapshot_on,
    named.due_on,
    named.rating_regime,
    named.rating_periods,
    named.is_partial_year,
    named.is_rating_regime_change,
    named.is_shown,
    case
        when named.is_partial_year
            then
                'Số liệu đến ' || named.day_in_words || '/' || named.year_in_words
                || case when ends.is_end_of_structure = 1 then ', kết thúc mô hình cũ' else '' end
                || case when named.is_rating_regime_change then '; xếp loại theo quy định mới' else '' end
        when named.is_rating_regime_change then 'Xếp loại theo quy định mới'
    end as note_vi,
    case
        when named.is_partial_year
            then
                'Figures as of ' || cast(named.snapshot_on as string)
                || case when ends.is_end_of_structure = 1 then ', the end of the old structure' else '' end
                || case when named.is_rating_regime_change then '; ratings under new rules' else '' end
        when named.is_rating_regime_change then 'Ratings under new rules'
    end as note_en
from named
left join ends
    on named.report_year = ends.report_year
