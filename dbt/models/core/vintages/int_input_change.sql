with

vintages as (

    select
        as_of,
        inputs_on,
        inputs_before_on
    from {{ ref('int_vintage') }}
    where inputs_before_on is not null

),

inputs as (

    select * from {{ ref('fct_vintage_input') }}

),

inputs_after as (

    select
        vintages.as_of,
        inputs.kind,
        inputs.name,
        inputs.report_year,
        inputs.unit_code,
        inputs.form,
        inputs.versions,
        inputs.stamp
    from vintages
    inner join inputs
        on vintages.inputs_on = inputs.seen_on

),

inputs_before as (

    select
        vintages.as_of,
        inputs.kind,
        inputs.name,
        inputs.report_year,
        inputs.unit_code,
        inputs.form,
        inputs.versions,
        inputs.stamp
    from vintages
    inner join inputs
        on vintages.inputs_before_on = inputs.seen_on

),

compared as (

    select
        coalesce(inputs_after.as_of, inputs_before.as_of) as as_of,
        coalesce(inputs_after.kind, inputs_before.kind) as kind,
        coalesce(inputs_after.name, inputs_before.name) as name,
        coalesce(inputs_after.report_year, inputs_before.report_year) as report_year,
        coalesce(inputs_after.unit_code, inputs_before.unit_code) as unit_code,
        coalesce(inputs_after.form, inputs_before.form) as form,
        inputs_before.stamp as stamp_before,
        inputs_after.stamp as stamp_after,
        coalesce(inputs_after.versions, 0) > coalesce(inputs_before.versions, 0) as has_new_version
    from inputs_after
    full outer join inputs_before
        on
            inputs_after.as_of = inputs_before.as_of
            and inputs_after.kind = inputs_before.kind
            and inputs_after.name = inputs_before.name

)

select
    as_of,
    kind,
    name,
    report_year,
    unit_code,
    form,
    case
        when kind = 'returns' and stamp_before is null then 'received'
        when kind = 'returns' and stamp_after is null then 'withdrawn'
        when kind = 'returns' and has_new_version then 'sent_again'
        when kind = 'returns' then 'other_version'
        else 'edited'
    end as what
from compared
where stamp_before is distinct from stamp_after
