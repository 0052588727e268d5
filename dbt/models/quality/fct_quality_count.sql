-- A row counts once per rule, with its gravest severity; a finding about a whole form or file counts 1.
with

counted as (

    select
        report_year,
        unit_code,
        form,
        rule_id,
        counted_as,
        max(case severity when 'return' then 3 when 'row' then 2 else 1 end) as gravity,
        min(case state when 'explained' then 1 else 0 end) as is_explained
    from {{ ref('fct_finding') }}
    where is_counted
    group by report_year, unit_code, form, rule_id, counted_as

),

named as (

    select
        report_year,
        unit_code,
        form,
        rule_id,
        is_explained,
        case gravity when 3 then 'return' when 2 then 'row' else 'warn' end as severity
    from counted

)

select
    report_year,
    unit_code,
    form,
    rule_id,
    severity,
    cast(count(*) as bigint) as findings,
    cast(sum(is_explained) as bigint) as explained_findings
from named
group by report_year, unit_code, form, rule_id, severity
