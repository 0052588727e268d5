-- A row counts once per rule, with its gravest severity; a finding about a whole form or file counts 1.
with

counted as (

    select
        findings.report_year,
        findings.unit_code,
        findings.form,
        findings.rule_id,
        findings.counted_as,
        min(severities.sort_order) as gravest,
        min(case findings.state when 'explained' then 1 else 0 end) as is_explained
    from {{ ref('fct_finding') }} as findings
    inner join {{ ref('dim_severity') }} as severities
        on findings.severity = severities.severity
    where findings.is_counted
    group by
        findings.report_year, findings.unit_code, findings.form, findings.rule_id, findings.counted_as

)

select
    counted.report_year,
    counted.unit_code,
    counted.form,
    counted.rule_id,
    severities.severity,
    cast(count(*) as bigint) as findings,
    cast(sum(counted.is_explained) as bigint) as explained_findings
from counted
inner join {{ ref('dim_severity') }} as severities
    on counted.gravest = severities.sort_order
group by counted.report_year, counted.unit_code, counted.form, counted.rule_id, severities.severity
