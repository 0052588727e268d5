-- Rule 2, for the province: each attribute is decided by itself among all rows that give it: the latest
-- appointment (blank is earliest), then the unit code in alphabetical order, then the earlier row.
{%- set attributes = [
    'birth_year', 'sex', 'ethnicity', 'professional_qualification', 'political_theory', 'managed_by',
    'organisation_code', 'appointed_on',
] %}

with

-- the rows of a person in the order in which they are asked
asked as (

    select
        *,
        row_number() over (
            partition by report_year, province_code, person_key
            order by
                case when appointed_on is null then 1 else 0 end,
                appointed_on desc,
                unit_code asc,
                row_order asc,
                row_id asc
        ) as turn
    from {{ ref('int_cadre_row') }}

),

first_to_tell as (

    select
        report_year,
        province_code,
        person_key,
        {%- for attribute in attributes %}
            min(case when {{ attribute }} is not null then turn end) as {{ attribute }}_turn
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from asked
    group by report_year, province_code, person_key

)

select
    asked.report_year,
    asked.province_code,
    asked.person_key,
    {% for attribute in attributes -%}
        max(
            case when asked.turn = first_to_tell.{{ attribute }}_turn then asked.{{ attribute }} end
        ) as {{ attribute }}{% if not loop.last %},{% endif %}
    {% endfor %},
    count(distinct asked.unit_code) as reporting_units
from asked
inner join first_to_tell
    on
        asked.report_year = first_to_tell.report_year
        and asked.province_code = first_to_tell.province_code
        and asked.person_key = first_to_tell.person_key
group by asked.report_year, asked.province_code, asked.person_key
