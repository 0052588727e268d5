select
    row_id,
    form,
    person_key,
    link
from {{ source('identity', 'person_row') }}
