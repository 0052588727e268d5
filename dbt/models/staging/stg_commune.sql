select
    district_code,
    commune_code,
    commune_name,
    new_commune_code_20250701,
    new_commune_name_20250701
from {{ source('reference', 'communes') }}
