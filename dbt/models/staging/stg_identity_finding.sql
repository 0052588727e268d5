select {{ finding_columns() }}
from {{ source('identity', 'finding') }}
