-- A form that nobody sent is no input: it is one on the day on which it comes.
with

returns as (

    select
        'returns' as kind,
        cast(report_year as string) || '/' || unit_code || '/' || form as name,
        report_year,
        unit_code,
        form,
        versions,
        case when state = 'accepted' then source_sha256 end as stamp
    from {{ ref('fct_return') }}
    where versions > 0

),

stamps as (

    select
        kind,
        name,
        cast(null as integer) as report_year,
        cast(null as string) as unit_code,
        cast(null as string) as form,
        cast(null as bigint) as versions,
        stamp
    from {{ ref('stg_figure_stamp') }}

)

select * from returns
union all
select * from stamps
