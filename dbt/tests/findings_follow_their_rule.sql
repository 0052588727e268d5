-- Each finding names a rule of the list, with an action that the rule has. Only a warning: an analyst may
-- try a new expectation, and its findings are right to be published.
{{ config(severity='warn') }}

select
    findings.rule_id,
    findings.severity,
    count(*) as findings
from {{ ref('fct_finding') }} as findings
left join {{ ref('dim_rule') }} as rules
    on findings.rule_id = rules.rule_id
where
    rules.rule_id is null
    or not {{ list_holds('rules.actions', 'findings.severity') }}
group by findings.rule_id, findings.severity
