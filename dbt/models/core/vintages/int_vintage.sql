-- Inputs may change without any figure: those of a day are of the last change up to it, and those before it
-- of the last change before it, so that what had no effect then explains nothing now.
with

vintages as (

    select distinct as_of
    from {{ ref('fct_indicator_vintage') }}

),

input_days as (

    select distinct seen_on
    from {{ ref('fct_vintage_input') }}

),

in_order as (

    select
        as_of,
        lag(as_of) over (order by as_of) as previous_as_of
    from vintages

)

select
    in_order.as_of,
    in_order.previous_as_of,
    max(input_days.seen_on) as inputs_on,
    max(case when input_days.seen_on < in_order.as_of then input_days.seen_on end) as inputs_before_on
from in_order
left join input_days
    on in_order.as_of >= input_days.seen_on
group by in_order.as_of, in_order.previous_as_of
