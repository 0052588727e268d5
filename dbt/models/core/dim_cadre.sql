-- What is known last, each attribute by itself among the rows that give it: the latest year, there as in
-- fct_cadre_year.
{%- set attributes = ['full_name', 'birth_year', 'sex', 'ethnicity', 'citizen_id', 'party_card'] %}

with

all_rows as (

    select
        *,
        max(case when verdict = 'accepted' then 1 else 0 end) over (partition by person_key) as has_accepted
    from {{ ref('stg_form_02_row') }}
    where person_key is not null

),

asked as (

    select
        *,
        row_number() over (
            partition by person_key
            order by
                report_year desc,
                case when appointed_on is null then 1 else 0 end,
                appointed_on desc,
                unit_code asc,
                row_order asc,
                row_id asc
        ) as turn
    from all_rows
    where verdict = 'accepted' or has_accepted = 0

),

first_to_tell as (

    select
        person_key,
        {%- for attribute in attributes %}
            min(case when {{ attribute }} is not null then turn end) as {{ attribute }}_turn
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from asked
    group by person_key

)

select
    asked.person_key,
    {% for attribute in attributes -%}
        max(
            case when asked.turn = first_to_tell.{{ attribute }}_turn then asked.{{ attribute }} end
        ) as {{ attribute }},
    {% endfor -%}
    max(case when asked.turn = 1 then asked.report_year end) as last_report_year,
    max(case when asked.turn = 1 then asked.unit_code end) as last_unit_code,
    max(asked.has_accepted) = 1 as has_accepted_row
from asked
inner join first_to_tell
    on asked.person_key = first_to_tell.person_key
group by asked.person_key
