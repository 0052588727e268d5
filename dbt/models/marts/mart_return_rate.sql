-- Only forms that are owed count, on both sides: what was sent without being owed lifts no rate over 100 %.
with

owed as (

    select
        forms_owed.report_year,
        units.province_code,
        forms_owed.unit_code,
        case when forms_owed.state = 'accepted' then 1 else 0 end as is_accepted,
        case when forms_owed.state = 'accepted' and not forms_owed.is_late then 1 else 0 end as is_in_time
    from {{ ref('fct_return') }} as forms_owed
    inner join {{ ref('dim_unit') }} as units
        on forms_owed.unit_code = units.unit_code
    where forms_owed.is_expected

),

scoped as (

    select
        report_year,
        province_code,
        unit_code,
        is_accepted,
        is_in_time
    from owed
    union all
    select
        report_year,
        province_code,
        'province' as unit_code,
        is_accepted,
        is_in_time
    from owed

),

counted as (

    select
        report_year,
        province_code,
        unit_code,
        count(*) as forms_expected,
        sum(is_accepted) as forms_accepted,
        sum(is_in_time) as forms_in_time
    from scoped
    group by report_year, province_code, unit_code

)

select
    report_year,
    unit_code,
    cast(forms_expected as bigint) as forms_expected,
    cast(forms_accepted as bigint) as forms_accepted,
    cast(forms_in_time as bigint) as forms_in_time,
    cast(forms_accepted * 100.0 / forms_expected as double) as completeness_pct,
    cast(forms_in_time * 100.0 / forms_expected as double) as timeliness_pct,
    province_code
from counted
