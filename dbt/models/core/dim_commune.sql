-- Codes are reused by successors, so a commune is told by (code, date): what a code meant until 30 June 2025
-- and what it means since 1 July 2025 are two rows.
with

communes as (

    select * from {{ ref('stg_commune') }}

),

before_reform as (

    select
        commune_code,
        commune_name,
        district_code,
        cast(null as date) as valid_from,
        cast('2025-06-30' as date) as valid_to,
        new_commune_code_20250701 as successor_code
    from communes

),

since_reform as (

    select distinct
        new_commune_code_20250701 as commune_code,
        new_commune_name_20250701 as commune_name,
        cast(null as string) as district_code,
        cast('2025-07-01' as date) as valid_from,
        cast(null as date) as valid_to,
        cast(null as string) as successor_code
    from communes

),

both_ages as (

    select * from before_reform
    union all
    select * from since_reform

)

select
    commune_code || case when valid_from is null then ':before' else ':since' end as commune_key,
    commune_code,
    commune_name,
    district_code,
    valid_from,
    valid_to,
    successor_code
from both_ages
