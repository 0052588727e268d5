{{ config(schema='marts') }}

with

vintages as (

    select
        as_of,
        previous_as_of,
        row_number() over (order by as_of) as place,
        row_number() over (order by as_of desc) as place_from_the_latest,
        cast(extract(day from as_of) as string) as day_number,
        cast(extract(month from as_of) as string) as month_number,
        cast(extract(year from as_of) as string) as year_number
    from {{ ref('int_vintage') }}

),

days as (

    select
        *,
        case when length(day_number) = 1 then '0' else '' end || day_number
        || '/' || case when length(month_number) = 1 then '0' else '' end || month_number
        || '/' || year_number as day_vi
    from vintages

)

select
    as_of,
    'Số liệu công bố ngày ' || day_vi as label_vi,
    'Figures published on ' || cast(as_of as string) as label_en,
    day_vi as short_label_vi,
    cast(as_of as string) as short_label_en,
    cast(place as integer) as sort_order,
    previous_as_of,
    place_from_the_latest = 1 as is_latest
from days
