select
    level || ':' || title_vi as position_code,
    title_vi,
    level,
    {{ list_holds('groups', "'department_leaders'") }} as is_department_leader,
    {{ list_holds('groups', "'commune_leaders'") }} as is_commune_leader,
    {{ list_holds('groups', "'commune_leaders_wide'") }} as is_commune_leader_wide,
    groups as population_groups
from {{ ref('positions') }}
